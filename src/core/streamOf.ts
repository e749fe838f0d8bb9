/** Chunks as a stream of the web, which takes them no faster than it is read. */
export function streamOf<T>(source: AsyncIterable<T>): ReadableStream<T> {
  const chunks = source[Symbol.asyncIterator]()
  return new ReadableStream<T>({
    pull: async (controller) => {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await chunks.return?.()
    },
  })
}
