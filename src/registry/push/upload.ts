import type { Digest } from '../../core/digest.js'
import type { OciPackError } from '../../core/errors.js'
import { Transient } from '../../core/retry.js'
import type { StreamedBody } from '../../http/sending.js'
import type { Answer } from '../../http/transport.js'
import { refusal } from '../answer.js'
import type { Target } from './target.js'

/** What is sent in one go has no other type (OCI distribution-spec, "Pushing blobs"). */
const octets = { 'content-type': 'application/octet-stream' }

/** Statuses by which a registry refuses a way of sending, where it may take another. */
const refusals = [400, 404, 405, 411, 413, 415, 501]

/** Milliseconds that a registry has to take notice that an upload is given up. */
const patienceToCancel = 5_000

/** A registry does not take what was sent in the way in which it was sent. */
export class Refused extends Error {
  readonly error: OciPackError
  /** Less at a time may be taken. */
  readonly tooMuch: boolean

  constructor(error: OciPackError, tooMuch: boolean) {
    super(error.message, { cause: error })
    this.error = error
    this.tooMuch = tooMuch
  }
}

/** An upload that a registry has begun (OCI distribution-spec, "Pushing blobs"). Its address changes with each answer. */
export class Upload {
  readonly #target: Target
  #place: URL
  /** Bytes that each chunk but the last one must have. */
  readonly minChunk: number

  /** @param begun the answer that began it, whose body is read */
  constructor(target: Target, begun: Answer) {
    this.#target = target
    const place = target.locationOf(begun)
    if (!place) throw target.refuse('the registry names no address to send it to')
    this.#place = place
    const least = begun.header('oci-chunk-min-length') ?? ''
    this.minChunk = /^\d{1,15}$/.test(least) ? Number(least) : 0
  }

  /** Sends the bytes from `from` on; gives how many the registry has now. @throws Transient, Refused, OciPackError */
  async send(from: number, body: StreamedBody): Promise<number> {
    const to = from + body.size
    const answer = await this.#ask({
      method: 'PATCH',
      headers: { ...octets, 'content-range': `${from}-${to - 1}` },
      body,
      handsBack: [...refusals, 416],
    })
    // Our part does not begin where what is there ends: that may be over once we know where it does.
    if (answer.status === 416) throw new Transient(asError(await refusal(answer, this.#target.doing, 'push')))
    await this.#accept(answer)
    return bytesThere(answer) ?? to
  }

  /** How many bytes the registry has; undefined where it knows nothing of the upload any more. @throws Transient, OciPackError */
  async offset(): Promise<number | undefined> {
    const answer = await this.#ask({ handsBack: [...refusals, 416] })
    await answer.discard()
    if (answer.status > 299) return undefined
    this.#move(answer)
    return bytesThere(answer)
  }

  /** Ends it, with all of the blob or with what was sent before. @throws Transient, Refused, OciPackError */
  async finish(digest: Digest, body?: StreamedBody): Promise<void> {
    const url = new URL(this.#place)
    url.searchParams.set('digest', digest)
    const answer = await this.#target.ask(url, {
      method: 'PUT',
      ...(body ? { headers: octets, body } : {}),
      handsBack: refusals,
    })
    await this.#accept(answer)
  }

  /** Tells the registry that nothing more comes. It finds that out by itself where it does not hear it. */
  async cancel(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(patienceToCancel)
      const answer = await this.#target.ask(this.#place, { method: 'DELETE', signal })
      await answer.discard()
    } catch {
      // There is another failure to tell, or none.
    }
  }

  #ask(question: Parameters<Target['ask']>[1]): Promise<Answer> {
    return this.#target.ask(this.#place, question)
  }

  /** @throws Refused */
  async #accept(answer: Answer): Promise<void> {
    if (answer.status > 299) {
      const error = asError(await refusal(answer, this.#target.doing, 'push'))
      throw new Refused(error, answer.status === 413)
    }
    await answer.discard()
    this.#move(answer)
  }

  #move(answer: Answer): void {
    this.#place = this.#target.locationOf(answer) ?? this.#place
  }
}

/** The bytes that an answer's Range says to be there. Distribution says `0-0` of nothing, and nobody sends a single byte first. */
function bytesThere(answer: Answer): number | undefined {
  const [, last] = /^(?:bytes[= ])?0-(\d{1,15})$/.exec(answer.header('range') ?? '') ?? []
  if (last === undefined) return undefined
  return last === '0' ? 0 : Number(last) + 1
}

function asError(failure: OciPackError | Transient): OciPackError {
  return failure instanceof Transient ? failure.error : failure
}
