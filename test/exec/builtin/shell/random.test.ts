import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { samples } from '../../../support/appletRuns.js'
import { temporaryFolder } from '../../../support/folder.js'
import { needs } from '../../../support/needs.js'
import { canRunReal } from '../../../support/realPrograms.js'
import { compareShell, shellRoots, shellTree } from '../../../support/shellRuns.js'

const families = ['dash', 'bash', 'busybox'] as const
const tree = shellTree({ 'w/a.txt': 'a\n', 'w/b c.txt': 'b\n', 'w/.h': '', 'w/d/c.txt': 'c\n', 'w/d/e': null })

const word = fc.constantFrom(
  'a',
  '"b  c"',
  "'$x'",
  '$x',
  '"$x"',
  '${y:-d e}',
  '"${y-}"',
  '${x#?}',
  '"${x%%b*}"',
  '*.txt',
  'd/*',
  '"*"',
  '[ab]*',
  '?.txt',
  '$*',
  '"$@"',
  '$#',
  '$?',
  '~',
  '$(echo s  t)',
  '"$(echo "q r")"',
  '$((1+2*3))',
  '\\*',
  'x\\ y',
  '""',
  '$e',
  '"$e"',
  '${x+set}',
  '${#x}',
  '{p,q}r',
  '${z:=new}',
  'k=v',
)
const words = fc.array(word, { maxLength: 3 }).map((list) => list.join(' '))
const path = fc.constantFrom('n1', 'n2', 'a.txt', 'd/n', 'd', '"$x"')

const simple = fc.oneof(
  words.map((list) => `echo ${list}`),
  fc.constantFrom(
    'true',
    'false',
    ':',
    'x=1',
    'x="a b"',
    'x=$x$x',
    'e=',
    'y=$(echo sub)',
    'unset y',
    'cd d',
    'cd ..',
    'pwd',
    'umask 027',
  ),
  fc.tuple(words, path).map(([list, to]) => `echo ${list} > ${to}`),
  fc.tuple(words, path).map(([list, to]) => `echo ${list} >> ${to}`),
  path.map((at) => `mkdir -p ${at}`),
  path.map((at) => `touch ${at}`),
  path.map((at) => `rm -rf ${at}`),
  words.map((list) => `set -- ${list}`),
  fc.constantFrom('(exit 3)', 'set -e', 'set +e', 'set -u', 'export x', 'return', 'exit 0', 'break', 'continue'),
  fc.tuple(word, word).map(([a, b]) => `[ "${a.replaceAll('"', '')}" = "${b.replaceAll('"', '')}" ]`),
)

const { script } = fc.letrec<{ script: string; command: string }>((tie) => ({
  command: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simple,
    tie('script').map((body) => `{ ${body}; }`),
    tie('script').map((body) => `(${body})`),
    fc
      .tuple(tie('command'), tie('script'), tie('script'))
      .map(([test, yes, no]) => `if ${test}; then ${yes}; else ${no}; fi`),
    fc.tuple(words, tie('script')).map(([list, body]) => `for i in ${list}; do ${body}; done`),
    fc
      .tuple(word, word, tie('script'))
      .map(([subject, pattern, body]) => `case ${subject} in ${pattern}) ${body};; *) echo other;; esac`),
    tie('script').map((body) => `while [ "$w" != xx ]; do w=x$w; ${body}; done`),
    tie('command').map((body) => `! ${body}`),
    tie('script').map((body) => `f() { ${body}; }; f a "b c"`),
    tie('script').map((body) => `{ ${body}; } > n3 2>&1`),
  ),
  script: fc
    .array(fc.tuple(tie('command'), fc.constantFrom('; ', '; ', ' && ', ' || ', '\n')), { minLength: 1, maxLength: 3 })
    .map((list) => list.map(([command, join], i) => (i < list.length - 1 ? command + join : command)).join('')),
}))

describe.runIf(needs('overlays for root', canRunReal))('scripts of all kinds', () => {
  const folder = temporaryFolder()
  beforeAll(() => shellRoots(folder, families))

  it.each(families)('do what they do in %s, or are declined', async (shell) => {
    const traced = samples(fc.tuple(script, fc.nat(3)), Number(process.env['SHELL_SCRIPTS'] ?? 60))
    const scripts = traced.map(([text, trace]) => ({
      text: `x=ab\n${trace === 0 ? 'set -x\n' : ''}${text}\necho "end $?"`,
      tree,
    }))
    const compared = await compareShell(folder, shell, scripts)
    if (process.env['SHOW_DECLINED']) console.log(compared.declined.join('\n---\n'))
    expect(compared.differences.slice(0, 5).join('\n\n')).toBe('')
    expect(compared.understood).toBeGreaterThanOrEqual(15)
  })
})
