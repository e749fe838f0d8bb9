import { readFile } from 'node:fs/promises'
import { OciPackError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import type { Descriptor } from '../../oci/descriptor.js'
import type { Store } from '../../store/store.js'
import type { CachePlace } from './place.js'

/** A blob of a cache as a whole, once its bytes have its digest; it is kept in the store. @throws OciPackError `format` where it has more than `limit` bytes, `integrity`, and what reading it throws */
export async function smallBlob(
  place: CachePlace,
  descriptor: Descriptor,
  limit: number,
  store: Store,
): Promise<Uint8Array> {
  const { digest, size } = descriptor
  if (size > limit) {
    throw new OciPackError('format', `${place.name}: the blob ${digest} has ${size} bytes; at most ${limit} are read`)
  }
  const { path } = await store.put(place.blob(descriptor), { digest, size })
  const bytes = await readFile(path)
  if (sha256(bytes) === digest) return bytes
  throw new OciPackError('integrity', `${path} was damaged`, { hint: 'Remove that file; it is fetched again.' })
}
