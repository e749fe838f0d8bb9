/** A stream as it is, each error of which is noted, too: for who has to tell it from what is thrown by whatever reads the stream. */
export async function* notingFaults<T>(source: AsyncIterable<T>, faults: unknown[]): AsyncGenerator<T> {
  try {
    yield* source
  } catch (error) {
    faults.push(error)
    throw error
  }
}
