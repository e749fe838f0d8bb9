/** Waits until nothing of some work goes on any more. @throws what failed first in the list */
export async function settled(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
