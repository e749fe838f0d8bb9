import { availableParallelism } from 'node:os'

/** More workers than these gain little on one stream, and each holds some MiB. */
const mostWorkers = 8

/** How many blocks of a stream are worked on at the same time: one for each processor, within bounds. */
export function parallelBlocks(): number {
  return Math.min(availableParallelism(), mostWorkers)
}

/**
 * Works on the blocks of a stream side by side and gives the results in the blocks' order; one more is read than are worked on. All work
 * has ended when the iteration has. @throws what the source and the work throw
 */
export async function* inOrder<Block, Result>(
  blocks: AsyncIterable<Block>,
  work: (block: Block) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = []
  // Twice as many as can go on, so that no processor waits while a result is handed on.
  const most = 2 * parallelBlocks()
  try {
    for await (const block of blocks) {
      const result = work(block)
      // Its error is met when its turn comes.
      result.catch(() => undefined)
      underWay.push(result)
      if (underWay.length > most) yield* first(underWay, 1)
    }
    yield* first(underWay, underWay.length)
  } finally {
    await Promise.allSettled(underWay)
  }
}

async function* first<Result>(underWay: Promise<Result>[], count: number): AsyncGenerator<Result> {
  for (let left = count; left > 0; left--) {
    const [next] = underWay
    if (next) yield await next
    void underWay.shift()
  }
}
