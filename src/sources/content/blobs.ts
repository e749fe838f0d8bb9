import { hexOf } from '../../core/digest.js'
import type { Emit } from '../../core/events.js'
import { readExtent } from '../../core/host/readExtent.js'
import type { Content } from '../../oci/content.js'
import { mapBlobs } from '../../oci/mapBlobs.js'
import type { Store } from '../../store/store.js'
import { reported } from '../reported.js'

/** The same content; what the store has of it when it is read is read there. */
export function storedBlobs(content: Content, store: Store): Content {
  return mapBlobs(content, (blob) => ({
    ...blob,
    async *open(from = 0) {
      const { descriptor } = blob
      if (!(await store.has(descriptor))) {
        yield* blob.open(from)
        return
      }
      const { path, offset } = await store.locate(descriptor.digest)
      yield* readExtent({ path, offset: offset + from }, descriptor.size - from)
    },
  }))
}

/** The same content; how far the reading of each of its blobs is, is told as of the step `id`. */
export function reportedBlobs(content: Content, what: string, id: string, emit: Emit): Content {
  return mapBlobs(content, (blob) => {
    const { digest, size } = blob.descriptor
    const name = `${what}, blob ${hexOf(digest).slice(0, 12)}`
    return {
      ...blob,
      open: (from = 0) =>
        reported(blob.open(from), (done) => emit({ type: 'progress', id, name, done: from + done, total: size })),
    }
  })
}
