/** Where a word of YAML stands. */
export interface Standing {
  /** A text without quotes. */
  readonly isPlain: boolean
  readonly afterPlain: boolean
  readonly inBrackets: boolean
}

/** Why the App Engine's reader does not take a word that YAML 1.2 takes, or that the parser would tell of less well. */
export function wordFault(word: string, { isPlain, afterPlain, inBrackets }: Standing): string | undefined {
  if (isPlain) {
    if (!inBrackets || !/^:|\?/.test(word)) return undefined
    return 'within brackets the App Engine takes a text with ? or a leading colon only in quotes'
  }
  if (!afterPlain && /^[ \t]+$/.test(word) && word.includes('\t'))
    return 'a tab stands where the App Engine takes only spaces'
  if (word.startsWith('&')) return 'an anchor has no use: the App Engine follows no alias'
  return isUnclosed(word) ? 'a quote is opened here and never closed' : undefined
}

/** Whether the last quote of a text in quotes is missing; the parser tells of its end, which is then the descriptor's. */
function isUnclosed(word: string): boolean {
  if (word.startsWith("'")) return word.split("'").length % 2 === 0
  if (!word.startsWith('"')) return false
  if (word.length === 1 || !word.endsWith('"')) return true
  let start = word.length - 1
  while (word[start - 1] === '\\') start--
  return (word.length - 1 - start) % 2 === 1
}
