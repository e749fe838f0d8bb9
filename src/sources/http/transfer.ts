import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Emit } from '../../core/events.js'
import { type Backoff, Patience } from '../../core/retry.js'
import { statusFailure } from '../../http/answer.js'
import type { Answer, Transport } from '../../http/transport.js'
import type { Store } from '../../store/store.js'
import { reported } from '../reported.js'
import { Part } from './part.js'
import { httpPeer } from './peer.js'
import type { DownloadRecord } from './record.js'
import { from, unlessSame } from './validator.js'

/** Bytes after whose coming the failures before them are forgotten. */
const progress = 1 << 20

export interface TransferRequest {
  readonly url: URL
  readonly authorization: string | undefined
  /** What the address gave before, and is still in the store. */
  readonly known: DownloadRecord | undefined
  readonly expected: Digest | undefined
  readonly store: Store
  readonly transport: Transport
  readonly emit: Emit | undefined
  readonly signal: AbortSignal | undefined
  readonly backoff: Backoff
}

/**
 * Brings the file at an address into the store, unless it is there already and still the same. Where the line is cut, it goes on from
 * there if the server can tell that the file is the same, and begins anew otherwise. @throws OciPackError
 */
export async function transfer(request: TransferRequest): Promise<DownloadRecord> {
  const { url, known, expected, store, backoff, signal } = request
  const patience = new Patience(backoff, signal)
  let part: Part | undefined
  try {
    for (;;) {
      const before = part?.size ?? 0
      try {
        const answer = await ask(request, part)
        if (answer.status === 304 && known) {
          await answer.discard()
          return checked(known, expected, url)
        }
        if (answer.status !== 206 || !part) {
          await part?.discard()
          part = await Part.begin(store, answer)
        }
        await part.take(told(request, answer, part))
        return await part.keep((record) => checked(record, expected, url))
      } catch (failure) {
        if ((part?.size ?? 0) - before >= progress) patience.renew()
        await patience.after(failure)
      }
    }
  } finally {
    await part?.discard()
  }
}

/** An answer with the file, the rest of it, or the word that it is the same. @throws Transient, OciPackError */
async function ask(request: TransferRequest, part: Part | undefined): Promise<Answer> {
  const { url, authorization, known, transport, signal } = request
  const doing = `cannot fetch ${url.href}`
  const resume = part?.validator && from(part.size, part.validator)
  const conditions = resume ?? (known?.validator && unlessSame(known.validator))
  // The bytes are wanted as they are: what is packed for the way cannot be taken up again.
  const headers = { 'accept-encoding': 'identity', ...conditions }
  const answer = await transport.send({ url, doing, headers, authorization, signal })
  if (answer.status === 206 && resume) await checkRange(answer, part.size, doing)
  if ((answer.status >= 200 && answer.status <= 299) || (answer.status === 304 && conditions && !resume)) return answer
  await answer.discard()
  const code = answer.status === 404 || answer.status === 410 ? 'not-found' : 'source'
  throw statusFailure(
    answer,
    new OciPackError(code, `${doing}: HTTP status ${answer.status}`, {
      hint: hints[answer.status] ?? httpPeer.hints.odd,
    }),
  )
}

const secret =
  'Where it takes a password, a RUN can fetch it with one from --mount=type=secret, and it enters no history.'
const hints: Readonly<Record<number, string>> = {
  401: secret,
  403: secret,
  404: 'Check the address.',
  410: 'Check the address.',
}

/** Checks that a partial answer is the part that was asked for (RFC 9110, section 14.4). */
async function checkRange(answer: Answer, at: number, doing: string): Promise<void> {
  const range = answer.header('content-range') ?? ''
  if (range.startsWith(`bytes ${at}-`)) return
  await answer.discard()
  throw new OciPackError('source', `${doing}: asked for the bytes from ${at} on, got ${JSON.stringify(range)}`, {
    hint: httpPeer.hints.odd,
  })
}

function told({ url, emit }: TransferRequest, answer: Answer, part: Part): AsyncIterable<Uint8Array> {
  const before = part.size
  const id = url.href
  const name = `${url.origin}${url.pathname}`
  return reported(answer.body, (done) => emit?.({ type: 'progress', id, name, done: before + done, total: part.total }))
}

function checked(record: DownloadRecord, expected: Digest | undefined, url: URL): DownloadRecord {
  if (expected === undefined || record.digest === expected) return record
  throw new OciPackError('integrity', `${url.href} has the digest ${record.digest} instead of ${expected}`, {
    hint: 'Where the file was meant to change, write the new digest.',
  })
}
