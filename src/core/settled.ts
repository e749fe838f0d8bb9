/** As `Promise.all`, but waits until nothing goes on any more. @throws what failed first, in the order of the list */
export async function settled<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
