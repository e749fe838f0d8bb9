import { OciPackError } from '../../../core/errors.js'
import { Sha256 } from '../../../core/hash.js'
import { readExtent } from '../../../core/host/readExtent.js'
import { decompress } from '../../../oci/compress/decompress.js'
import type { StoredFile } from '../../../sources/files.js'
import { compressionOf } from '../../../sources/tarFiles.js'
import { type LayerBytes, unpackable } from './layers.js'

/** Reads a layer for the digest of its plain bytes. @param name what its archive is called @throws OciPackError `io`, `aborted` */
export async function readLayer(file: StoredFile, name: string, signal: AbortSignal | undefined): Promise<LayerBytes> {
  const compression = await compressionOf(file)
  if (!unpackable.includes(compression)) return { compression, plain: { fault: 'its form is not known' } }
  try {
    const hash = new Sha256()
    for await (const chunk of decompress(readExtent(file, file.size))) {
      if (signal?.aborted) throw new OciPackError('aborted', `checking ${name} was stopped`)
      hash.update(chunk)
    }
    return { compression, plain: { digest: hash.digest() } }
  } catch (error) {
    if (!(error instanceof OciPackError) || !['format', 'unsupported'].includes(error.code)) throw error
    return { compression, plain: { fault: error.message } }
  }
}
