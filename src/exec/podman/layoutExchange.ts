import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { readExtent } from '../../core/host/readExtent.js'
import { decompress } from '../../oci/compress/decompress.js'
import { type Index, mediaTypes } from '../../oci/descriptor.js'
import type { Layer } from '../../oci/image.js'
import { blobName, layoutVersion } from '../../oci/layout.js'
import { encodeJson, parseIndex, parseManifest } from '../../oci/manifest.js'
import { manifestOf } from '../../oci/mutate.js'
import { layerIndex, plainExtent } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import { outputOf, type Podman } from './command.js'
import { doingLoad, doingSave, type Exchange, inFolder } from './exchange.js'

/**
 * Exchange by folders that are OCI layouts, for a Podman that sees our files. Blobs are links to the store's; the layers that the other
 * side has already are not read again, which takes that both know them by the digests of their plain tars.
 */
export function layoutExchange(podman: Podman, store: Store): Exchange {
  return {
    load: (image, signal) =>
      inLayout(store, doingLoad, async (folder) => {
        const layers = await linkPlain(store, image.layers, folder)
        const { manifest, bytes, digest } = manifestOf({ ...image, layers })
        const entry = { mediaType: manifest.mediaType, digest, size: bytes.byteLength }
        const index: Index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] }
        await writeFile(join(folder, blobName(manifest.config.digest)), image.configBytes)
        await writeFile(join(folder, blobName(digest)), bytes)
        await writeFile(join(folder, 'index.json'), encodeJson(index))
        await writeFile(join(folder, 'oci-layout'), encodeJson(layoutVersion))
        // Podman 4 names the image after the path as it is written, which a long one would make ill-formed.
        const where = { cwd: dirname(folder), signal }
        await outputOf(podman, doingLoad, ['load', '--quiet', '--input', basename(folder)], where)
      }),
    topLayer: (id, below, take, signal) =>
      inLayout(store, doingSave, async (folder) => {
        await linkPlain(store, below, folder)
        await outputOf(podman, doingSave, ['save', '--quiet', '--format', 'oci-dir', '--output', folder, id], {
          signal,
        })
        const { manifests } = parseIndex(await readFile(join(folder, 'index.json')), 'index.json of podman save')
        const [image] = manifests
        if (!image) throw new OciPackError('executor', `${doingSave}: podman save wrote no image`)
        const { layers } = parseManifest(
          await readFile(join(folder, blobName(image.digest))),
          'the manifest of podman save',
        )
        const [top] = layers.slice(-1)
        if (!top) throw new OciPackError('executor', `${doingSave}: podman save wrote no layers`)
        await take(decompress(readExtent({ path: join(folder, blobName(top.digest)), offset: 0 }, top.size)))
      }),
  }
}

function inLayout(store: Store, doing: string, use: (folder: string) => Promise<void>): Promise<void> {
  return inFolder(store, async (folder) => {
    try {
      await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
      await use(folder)
    } catch (error) {
      throw fromSystemError(error, doing)
    }
  })
}

/** Puts layers into a layout as plain tars, and gives them as such. */
async function linkPlain(store: Store, layers: readonly Layer[], folder: string): Promise<Layer[]> {
  const plain = new Map<string, Layer>()
  for (const layer of layers) {
    const { diffId } = layer
    if (plain.has(diffId)) continue
    const { path, offset } = await plainExtent(store, layer)
    const { size } = layer.descriptor.digest === diffId ? layer.descriptor : await layerIndex(store, layer)
    const blob = join(folder, blobName(diffId))
    if (offset === 0) await symlink(path, blob)
    else await pipeline(readExtent({ path, offset }, size), createWriteStream(blob))
    const descriptor = { mediaType: mediaTypes.layer, digest: diffId, size }
    plain.set(diffId, { descriptor, diffId, locate: () => Promise.resolve({ path, offset }) })
  }
  return layers.flatMap(({ diffId }) => plain.get(diffId) ?? [])
}
