/** The licences of the SPDX License List that most packages name; what is not here is told in the package's own words. */
const known: ReadonlySet<string> = new Set(
  (
    '0BSD AFL-2.1 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause ' +
    'BSD-2-Clause BSD-3-Clause BSD-4-Clause BSL-1.0 bzip2-1.0.6 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDDL-1.0 curl EPL-1.0 ' +
    'EPL-2.0 GFDL-1.2-or-later GFDL-1.3-or-later GPL-1.0-or-later GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU IJG ISC ' +
    'LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later Libpng MIT MIT-0 MPL-1.1 MPL-2.0 ' +
    'NCSA OFL-1.1 OLDAP-2.8 OpenSSL PostgreSQL PSF-2.0 Python-2.0 Ruby SMLNJ Unicode-3.0 Unicode-DFS-2016 Unlicense UPL-1.0 Vim W3C WTFPL X11 ' +
    'Zlib ZPL-2.1 blessing'
  ).split(' '),
)
const exceptions: ReadonlySet<string> = new Set([
  'Autoconf-exception-3.0',
  'Classpath-exception-2.0',
  'GCC-exception-2.0',
  'GCC-exception-3.1',
  'LLVM-exception',
  'OpenSSL-exception',
])
/** Longer than any expression that a person writes. */
const longest = 500

/** Whether a text is a licence's identifier that is known here. */
export function isLicenseId(text: string): boolean {
  return known.has(text)
}

/** Whether a text is an SPDX licence expression of identifiers that are known here (SPDX 2.3, annex D). */
export function isLicenseExpression(text: string): boolean {
  if (text.length > longest) return false
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const take = (word: string): boolean => words[at] === word && ++at > 0
  const operand = (): boolean => {
    if (take('(')) return expression() && take(')')
    if (!known.has((words[at++] ?? '').replace(/\+$/, ''))) return false
    return !take('WITH') || exceptions.has(words[at++] ?? '')
  }
  const expression = (): boolean => {
    if (!operand()) return false
    while (take('AND') || take('OR')) if (!operand()) return false
    return true
  }
  return expression() && at === words.length
}
