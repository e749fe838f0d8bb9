import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Digest } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { type Descriptor, type Manifest, mediaTypes } from '../../src/oci/descriptor.js'

/** A layer's plain tar with some files. */
export async function sampleTar(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const bytes of tar) chunks.push(bytes as Buffer)
  return Buffer.concat(chunks)
}

/** An image with all its bytes at hand. */
export interface SampleImage {
  readonly config: Buffer
  readonly layers: readonly { readonly blob: Buffer; readonly diffId: Digest; readonly descriptor: Descriptor }[]
  readonly manifest: Manifest
}

/** An image whose layers, gzipped, are the given tars. */
export function sampleImage(tars: readonly Buffer[], architecture = 'amd64'): SampleImage {
  const layers = tars.map((tar) => {
    const blob = gzipSync(tar)
    return {
      blob,
      diffId: sha256(tar),
      descriptor: { mediaType: mediaTypes.layerGzip, digest: sha256(blob), size: blob.length },
    }
  })
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: { Env: ['A=b'] },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    }),
  )
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: sha256(config), size: config.length },
    layers: layers.map(({ descriptor }) => descriptor),
  }
  return { config, layers, manifest }
}
