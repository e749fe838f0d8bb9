import { open } from 'node:fs/promises'
import type { Digest } from '../core/digest.js'
import { Sha256 } from '../core/hash.js'
import { readOpen } from '../core/host/readExtent.js'

const chunk = 1 << 20

/** The digest of a file's bytes; `seen` is told how many each piece of them has. @throws OciPackError `integrity` where it gets shorter meanwhile, `io`, Error of the operating system where it cannot be opened */
export async function fileDigest(path: string, seen: (bytes: number) => void = () => undefined): Promise<Digest> {
  const file = await open(path)
  try {
    const hash = new Sha256()
    for await (const bytes of readOpen(file, { path, offset: 0 }, (await file.stat()).size, chunk)) {
      hash.update(bytes)
      seen(bytes.byteLength)
    }
    return hash.digest()
  } finally {
    await file.close()
  }
}
