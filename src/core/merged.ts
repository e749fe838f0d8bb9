/**
 * What several streams give, as it comes: at most `limit` of them are read at a time, begun in their order, each no faster than its values are
 * taken. When one fails, or nobody takes more, the others are closed; then the failure is thrown.
 */
export async function* merged<T>(
  sources: Iterable<() => AsyncIterable<T>>,
  limit: number,
): AsyncGenerator<T, void, undefined> {
  const waiting = sources[Symbol.iterator]()
  const reading = new Map<AsyncIterator<T>, Promise<Step<T>>>()
  const advance = (source: AsyncIterator<T>): void => {
    // Whoever was asked last is looked at last, so that no stream keeps the others waiting.
    reading.delete(source)
    const step = source.next().then((result) => ({ source, result }))
    // Its failure is met when its turn comes.
    step.catch(() => undefined)
    reading.set(source, step)
  }
  const begin = (): void => {
    const next = waiting.next()
    if (!next.done) advance(next.value()[Symbol.asyncIterator]())
  }
  try {
    while (reading.size < limit) {
      const before = reading.size
      begin()
      if (reading.size === before) break
    }
    while (reading.size > 0) {
      const { source, result } = await Promise.race(reading.values())
      if (result.done) {
        reading.delete(source)
        begin()
      } else {
        yield result.value
        advance(source)
      }
    }
  } finally {
    await Promise.allSettled([...reading.keys()].map(async (source) => source.return?.()))
  }
}

interface Step<T> {
  readonly source: AsyncIterator<T>
  readonly result: IteratorResult<T>
}
