/** The candidate that a misspelt word most likely means, as a hint; undefined where none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const nearest = suggest(word, candidates)
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`
}

/** The candidate that a misspelt word most likely means, or all of them, as a hint. */
export function nearestOrAll(word: string, candidates: readonly string[]): string {
  return didYouMean(word, candidates) ?? `Known are ${candidates.join(', ')}.`
}

/** The candidate that a misspelt word most likely means; undefined where none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = word.length < 4 ? 2 : 3
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

/** How many characters have to be put in, taken out or changed to make one text the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
