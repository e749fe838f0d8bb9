/** Waits until nothing goes on any more. @throws what failed first, in the order of the list */
export async function settled(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
