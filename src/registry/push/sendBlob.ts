import { Patience, retry, Transient } from '../../core/retry.js'
import type { BlobSource } from './blobSource.js'
import type { Target } from './target.js'
import type { Upload } from './upload.js'

/** How a blob is sent: in one go, or in chunks of so many bytes. */
export type Way = 'whole' | { readonly chunk: number }

/** Sends a blob into an upload. @throws Transient where it has to begin anew, Refused where it has to in another way, OciPackError */
export async function sendBlob(target: Target, upload: Upload, source: BlobSource, way: Way): Promise<void> {
  const { digest, size } = source.blob.descriptor
  if (way === 'whole') await upload.finish(digest, source.part(0, size))
  else await sendChunks(target, upload, source, Math.max(way.chunk, upload.minChunk))
}

/** Sends chunk after chunk; after a failure goes on where the registry says that it is (OCI distribution-spec, "Pushing a blob in chunks"). */
async function sendChunks(target: Target, upload: Upload, source: BlobSource, chunk: number): Promise<void> {
  const { session, signal } = target
  const { digest, size } = source.blob.descriptor
  const patience = new Patience(session.backoff, signal)
  let best = 0
  for (let at = 0; ;) {
    try {
      if (at === size) {
        await upload.finish(digest)
        return
      }
      at = await upload.send(at, source.part(at, Math.min(at + chunk, size)))
      if (at <= best) throw new Transient(target.refuse(`the registry took none of the bytes from ${best} on`))
      best = at
      patience.renew()
    } catch (failure) {
      await patience.after(failure)
      const there = await retry(() => upload.offset(), session.backoff, signal)
      if (there === undefined) throw failure
      at = there
    }
    if (at > size) throw target.refuse(`the registry claims to have ${at} of its ${size} bytes`)
  }
}
