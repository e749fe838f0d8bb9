import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { type Backoff, Patience, Transient } from '../core/retry.js'
import type { Answer } from '../http/transport.js'
import { oddAnswer } from './answer.js'

/** Bytes after whose coming the failures before them are forgotten. */
const progress = 1 << 20

export interface BlobRequest {
  readonly digest: Digest
  /** Bytes of the whole blob. */
  readonly size: number
  /** The byte to begin with. */
  readonly from: number
  /** Asks for the blob from a byte on; answers with status 206, or with 200 and the whole blob. */
  readonly open: (from: number) => Promise<Answer>
  /** What is being done, for errors. */
  readonly doing: string
  readonly backoff: Backoff
  readonly signal?: AbortSignal | undefined
}

/**
 * A blob's bytes from `from` to its end, taken up again where the line was cut. Whether they are the right ones is for the reader to
 * check, who hashes them anyway. @throws OciPackError `registry`, `integrity` for too many or too few bytes, `aborted`
 */
export async function* resumedBlob({
  digest,
  size,
  from,
  open,
  doing,
  backoff,
  signal,
}: BlobRequest): AsyncGenerator<Uint8Array> {
  const patience = new Patience(backoff, signal)
  let at = from
  while (at < size) {
    const began = at
    try {
      const answer = await open(at)
      // A server without ranges sends everything again: what we have is passed over.
      let position = answer.status === 206 ? at : 0
      if (answer.status === 206) await checkRange(answer, at, size, doing)
      for await (const bytes of answer.body) {
        const fresh = bytes.subarray(Math.max(0, at - position))
        position += bytes.byteLength
        at += fresh.byteLength
        if (at > size)
          throw new OciPackError('integrity', `${doing}: blob ${digest}: expected ${size} bytes, found more`)
        if (fresh.byteLength > 0) yield fresh
      }
      if (at < size)
        throw new Transient(
          new OciPackError('integrity', `${doing}: blob ${digest}: expected ${size} bytes, found ${at}`),
        )
    } catch (failure) {
      if (at - began >= progress) patience.renew()
      await patience.after(failure)
    }
  }
}

/** Checks that a partial answer is the part that was asked for (RFC 9110, section 14.4). */
async function checkRange(answer: Answer, at: number, size: number, doing: string): Promise<void> {
  const range = answer.header('content-range') ?? ''
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? []
  if (first === String(at) && (total === '*' || total === String(size))) return
  await answer.discard()
  throw oddAnswer(
    `${doing}: asked for the bytes from ${at} on, got ${range === '' ? 'an unnamed part' : JSON.stringify(range)}`,
  )
}
