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
