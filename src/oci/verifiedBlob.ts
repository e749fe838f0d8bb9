import { OciPackError } from '../core/errors.js'
import { Sha256 } from '../core/hash.js'
import type { Blob } from './content.js'

/**
 * A blob whose bytes are checked on their way: read from the beginning, its last piece comes only once all of it has the digest and the size
 * that its descriptor says. Of what is read from a later byte on, the size alone is checked. Reading it throws OciPackError `integrity`.
 */
export function verifiedBlob(blob: Blob): Blob {
  return { ...blob, open: (from = 0) => checked(blob, from) }
}

async function* checked(blob: Blob, from: number): AsyncGenerator<Uint8Array> {
  const { digest, size } = blob.descriptor
  const hash = new Sha256()
  let last: Uint8Array | undefined
  for await (const bytes of blob.open(from)) {
    if (bytes.byteLength === 0) continue
    hash.update(bytes)
    if (from + hash.size > size)
      throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found more`)
    if (last) yield last
    last = bytes
  }
  const end = from + hash.size
  if (end !== size) throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found ${end}`)
  const found = from === 0 ? hash.digest() : digest
  if (found !== digest) throw new OciPackError('integrity', `blob ${digest}: its bytes have the digest ${found}`)
  if (last) yield last
}
