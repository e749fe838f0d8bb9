import { OciPackError } from './errors.js'

/**
 * Passes a stream through unless it gives more than `max` bytes; `what` names it in the error.
 * @throws OciPackError `format`, before the first byte too many is handed on
 */
export async function* limitBytes(
  source: AsyncIterable<Uint8Array>,
  max: number,
  what: string,
): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of source) {
    seen += chunk.byteLength
    if (seen > max) throw new OciPackError('format', `${what} is larger than the limit of ${max} bytes`)
    yield chunk
  }
}

const gibibyte = 2 ** 30

/** Bytes that anything may inflate to, however small it is stored. */
const freeSize = 8 * gibibyte
/** What deflate can make of a byte at most; what inflates further is xz or zstd, and nearly empty. */
const largestRatio = 1032
const largestSize = 256 * gibibyte

/** How many bytes `stored` compressed bytes from outside may inflate to, so that a small file fills neither a disk nor a day. */
export function inflationLimit(stored: number): number {
  return Math.min(largestSize, Math.max(freeSize, stored * largestRatio))
}
