import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Layer } from '../../src/oci/image.js'

let written = 0

/** A layer whose tar lies in a file of its own, plain or gzipped. */
export function diskLayer(folder: string, tar: Buffer, { gzip = false } = {}): Layer {
  const path = join(folder, `layer-${written++}`)
  const blob = gzip ? gzipSync(tar) : tar
  writeFileSync(path, blob)
  const mediaType = gzip ? mediaTypes.layerGzip : mediaTypes.layer
  return {
    descriptor: { mediaType, digest: sha256(blob), size: blob.length },
    diffId: sha256(tar),
    locate: () => Promise.resolve({ path, offset: 0 }),
  }
}
