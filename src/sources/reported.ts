/** Bytes between two reports of progress. */
const reportEvery = 1 << 20

/** Hands bytes on, and tells now and then, and at the end, how many there were. */
export async function* reported(
  source: AsyncIterable<Uint8Array>,
  report: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0
  let told = 0
  report(0)
  for await (const bytes of source) {
    yield bytes
    done += bytes.byteLength
    if (done - told < reportEvery) continue
    told = done
    report(done)
  }
  if (done > told) report(done)
}
