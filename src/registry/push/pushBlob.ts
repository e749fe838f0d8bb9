import { Patience } from '../../core/retry.js'
import type { Blob } from '../../oci/content.js'
import type { Repository, Session } from '../session.js'
import { beginUpload } from './beginUpload.js'
import { BlobSource } from './blobSource.js'
import { sendBlob, type Way } from './sendBlob.js'
import { Target } from './target.js'
import { Refused } from './upload.js'

/** How a blob came to be in a repository: it was there, another repository had it, or its bytes were sent. */
export type PushedBlob = 'there' | 'mounted' | 'sent'

export interface PushOptions {
  readonly signal?: AbortSignal | undefined
  /** Told now and then how many bytes were sent. */
  readonly onProgress?: ((sent: number) => void) | undefined
  /** Other repositories that may hold the blob, beside its origin. */
  readonly mountFrom?: readonly Repository[] | undefined
}

/** No registry is offered chunks that are smaller, in bytes. */
const smallestChunk = 1024 * 1024

/** Bytes that must have been sent beyond those of any attempt before for failures to be forgotten. */
const progress = 1024 * 1024

/**
 * Brings a blob into a repository, unless it is there (OCI distribution-spec, "Pushing blobs"): from another repository of the same
 * registry that has it, else by sending it. A registry that takes it in chunks only, or in one go only, gets it so.
 * @throws as `RegistryClient.pushBlob`
 */
export async function pushBlob(
  session: Session,
  repository: Repository,
  blob: Blob,
  { signal, onProgress, mountFrom = [] }: PushOptions,
): Promise<PushedBlob> {
  const { digest, size } = blob.descriptor
  const doing = `cannot push the blob ${digest} to ${repository.host}/${repository.repository} at`
  const target = new Target(session, repository, doing, signal)
  const sources = [...(blob.origin ? [blob.origin] : []), ...mountFrom]
  const source = new BlobSource(blob, onProgress)
  const ways = new Ways(size, session.chunkSize)
  const patience = new Patience(session.backoff, signal)
  let best = 0
  try {
    for (;;) {
      try {
        return await attempt(target, source, sources, ways.now)
      } catch (failure) {
        if (failure instanceof Refused) {
          ways.next(failure)
          continue
        }
        if (source.furthest >= best + progress) patience.renew()
        best = source.furthest
        await patience.after(failure)
      }
    }
  } finally {
    await source.close()
  }
}

/** One attempt to bring a blob into a repository. @throws as `sendBlob` */
async function attempt(
  target: Target,
  source: BlobSource,
  sources: readonly Repository[],
  way: Way,
): Promise<PushedBlob> {
  const { digest } = source.blob.descriptor
  // What was sent before may be there, though nobody could say so any more.
  if (await isThere(target, digest)) return source.furthest > 0 ? 'sent' : 'there'
  const upload = await beginUpload(target, digest, sources)
  if (upload === 'mounted') return upload
  try {
    await sendBlob(target, upload, source, way)
    return 'sent'
  } catch (failure) {
    await upload.cancel()
    throw failure
  }
}

/** The ways in which a blob of some size may be sent, the likeliest first. */
class Ways {
  readonly #chunkSize: number
  #left: Way[]

  constructor(size: number, chunkSize: number) {
    this.#chunkSize = chunkSize
    const chunks = { chunk: chunkSize }
    this.#left = size > chunkSize ? [chunks, 'whole'] : ['whole', chunks]
  }

  get now(): Way {
    return this.#left[0] ?? 'whole'
  }

  /** Goes on to the next way. @throws OciPackError why this one was refused, where there is none */
  next({ error, tooMuch }: Refused): void {
    const [refused, ...others] = this.#left
    const chunk = typeof refused === 'object' ? refused.chunk : this.#chunkSize
    if (tooMuch) this.#left = chunk > smallestChunk ? [{ chunk: Math.max(smallestChunk, chunk / 4) }] : []
    else this.#left = others
    if (this.#left.length === 0) throw error
  }
}

async function isThere(target: Target, digest: string): Promise<boolean> {
  const answer = await target.ask(`blobs/${digest}`, { method: 'HEAD', handsBack: [404] })
  await answer.discard()
  return answer.status !== 404
}
