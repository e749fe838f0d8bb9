/** What comes of each item, one after the other: as few files are open at once as for one of them. */
export async function inTurn<T, U>(items: readonly T[], work: (item: T, i: number) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (const [i, item] of items.entries()) results.push(await work(item, i))
  return results
}
