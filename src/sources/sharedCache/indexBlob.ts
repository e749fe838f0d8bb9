import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { OciPackError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { gzip } from '../../oci/compress/gzip.js'
import type { Blob } from '../../oci/content.js'
import { bytesBlob } from '../../oci/imageContent.js'
import { decodeForeignIndex } from '../../rootfs/foreignIndex.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import { cacheTypes } from './document.js'

/** Bytes of an index as it is stored, and inflated. */
export const maxIndexBlob = 64 << 20
const maxIndex = 256 << 20

/** The encoded index of a layer as a blob of a cache. The same index gives the same bytes, for one zlib build. */
export async function packIndex(encoded: Uint8Array): Promise<Blob> {
  const chunks: Uint8Array[] = []
  for await (const chunk of gzip(once(encoded), { level: 9 })) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  return bytesBlob({ mediaType: cacheTypes.index, digest: sha256(bytes), size: bytes.byteLength }, bytes)
}

/** What `packIndex` packed, wherever. @throws OciPackError `format` */
export async function unpackIndex(packed: Uint8Array): Promise<LayerIndex> {
  let bytes: Buffer
  try {
    bytes = await promisify(gunzip)(packed, { maxOutputLength: maxIndex })
  } catch (cause) {
    throw new OciPackError('format', 'an index of a layer cannot be inflated', { cause })
  }
  return decodeForeignIndex(bytes)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
