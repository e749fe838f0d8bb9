import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { inflationLimit, limitBytes } from '../core/limit.js'
import { settled } from '../core/settled.js'
import { decompress } from '../oci/compress/decompress.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Layer } from '../oci/image.js'
import { encodeIndex } from '../rootfs/indexCodec.js'
import { indexLayer } from '../rootfs/indexLayer.js'
import type { LayerIndex } from '../rootfs/layerIndex.js'
import { type LayerFile, LayerWriter, type WrittenLayer } from '../rootfs/layerWriter.js'
import type { Directory } from '../rootfs/node.js'
import { emptyDirectory } from '../rootfs/node.js'
import { applyLayer } from '../rootfs/tree.js'
import type { SharedCache } from '../sources/sharedCache/sharedCache.js'
import { knownIndex, layerIndex, storedLayer } from '../store/layers.js'
import type { Store } from '../store/store.js'

/** What all layers of a build have in common. */
interface LayersOptions {
  /** The time of a tree's root where no layer names it, in seconds since 1970. */
  readonly epoch: number
  /** Stops whatever is being written. */
  readonly signal: AbortSignal
  /** What others say of layers whose bytes are not here. */
  readonly shared?: Pick<SharedCache, 'index' | 'lose'> | undefined
}

/** Where a build's own layers are written, and the indexes of all layers that it meets. */
export class Layers {
  readonly #store: Store
  readonly #folder: string
  readonly #epoch: number
  readonly #signal: AbortSignal
  readonly #shared: LayersOptions['shared']
  readonly #indexes = new WeakMap<Layer, LayerIndex>()
  /** What is believed of a layer, and was not yet held against its bytes. */
  readonly #believed = new Map<Layer, LayerIndex>()
  #count = 0

  /** @param folder a folder of the build's own, which outlives the layers */
  constructor(store: Store, folder: string, { epoch, signal, shared }: LayersOptions) {
    this.#store = store
    this.#folder = folder
    this.#epoch = epoch
    this.#signal = signal
    this.#shared = shared
  }

  /** Writes a layer of this build alone by `fill`; `mtime` gives an entry's time by its own. @throws OciPackError `io`, `aborted`, and what `fill` throws */
  async write(fill: (writer: LayerWriter) => Promise<void>, mtime?: (own: number) => number): Promise<Layer> {
    const path = this.#newFile('layer')
    const handle = await told(`making ${path}`, open(path, 'wx'))
    try {
      return this.#written(await this.#fill({ path, write: (bytes) => writeAll(handle, bytes) }, fill, mtime))
    } finally {
      await handle.close()
    }
  }

  /** Writes a layer that stays in the store for later builds. @throws OciPackError as `write` */
  async keep(fill: (writer: LayerWriter) => Promise<void>, mtime?: (own: number) => number): Promise<Layer> {
    const blob = await this.#store.create()
    try {
      const { layer, index } = await this.#fill(blob, fill, mtime)
      await this.#store.writeIndex(layer.diffId, encodeIndex(index))
      await blob.commit(layer.diffId, index.size)
      return this.#written({ layer: storedLayer(this.#store, layer.descriptor, layer.diffId), index })
    } finally {
      await blob.discard()
    }
  }

  /** The archive in the `size` bytes of `packed`, compressed or not, as if it were a layer. @throws OciPackError `format` where it is no tar, `io`, `aborted` */
  async unpackArchive(packed: AsyncIterable<Uint8Array>, size: number): Promise<{ layer: Layer; index: LayerIndex }> {
    const path = this.#newFile('archive')
    const plain = limitBytes(decompress(packed), inflationLimit(size), 'the archive, inflated,')
    const file = createWriteStream(path, { flags: 'wx', highWaterMark: 1 << 20 })
    await told(`writing ${path}`, pipeline(plain, file, { signal: this.#signal }))
    const handle = await told(`opening ${path}`, open(path))
    const index = await indexLayer(handle.createReadStream({ highWaterMark: 1 << 20 }))
    const descriptor = { mediaType: mediaTypes.layer, digest: index.diffId, size: index.size }
    return { layer: { descriptor, diffId: index.diffId, locate: () => Promise.resolve({ path, offset: 0 }) }, index }
  }

  async indexOf(layer: Layer): Promise<LayerIndex> {
    const known = this.#indexes.get(layer)
    if (known) return known
    const index =
      (await knownIndex(this.#store, layer)) ?? (await this.#believe(layer)) ?? (await layerIndex(this.#store, layer))
    this.#indexes.set(layer, index)
    return index
  }

  async #believe(layer: Layer): Promise<LayerIndex | undefined> {
    const index = await this.#shared?.index(layer)
    if (index) this.#believed.set(layer, index)
    return index
  }

  /**
   * Where others are believed, brings the bytes of layers and makes sure that they hold what was said of them, and so do the others that are here.
   * @throws OciPackError `integrity` where that was wrong, and what locating a layer throws
   */
  async confirm(layers: readonly Layer[]): Promise<void> {
    if (!this.#shared) return
    await settled(
      layers.map(async (layer) => {
        await layer.locate()
      }),
    )
    const wanted = new Set(layers)
    await settled([...this.#believed].map(([layer, index]) => this.#confirm(layer, index, wanted.has(layer))))
  }

  async #confirm(layer: Layer, believed: LayerIndex, wanted: boolean): Promise<void> {
    const found = await (wanted ? layerIndex : knownIndex)(this.#store, layer)
    if (!found) return
    this.#believed.delete(layer)
    if (encodeIndex(found).equals(encodeIndex(believed))) return
    const why = `layer ${layer.diffId} holds other files than the cache says`
    this.#shared?.lose(layer.diffId, why)
    throw new OciPackError('integrity', why, {
      hint: 'Build again: what the cache says of it is not believed any more.',
    })
  }

  /** A new view over some layers, to which more can be added. */
  view(): LayerView {
    return new LayerView((layer) => this.indexOf(layer), emptyDirectory({ mtime: this.#epoch }))
  }

  async #fill(
    file: LayerFile,
    fill: (writer: LayerWriter) => Promise<void>,
    mtime?: (own: number) => number,
  ): Promise<WrittenLayer> {
    const write = async (bytes: Uint8Array): Promise<void> => {
      if (this.#signal.aborted) throw new OciPackError('aborted', 'writing a layer was stopped')
      await file.write(bytes)
    }
    const writer = new LayerWriter({ path: file.path, write }, mtime)
    await fill(writer)
    return writer.finish()
  }

  #written({ layer, index }: WrittenLayer): Layer {
    this.#indexes.set(layer, index)
    return layer
  }

  #newFile(kind: string): string {
    return join(this.#folder, `${kind}-${this.#count++}`)
  }
}

/** Work on disk whose errors become ours. */
async function told<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fromSystemError(error, doing)
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.byteLength > 0;) rest = rest.subarray((await handle.write(rest)).bytesWritten)
}

/** The tree that a growing list of layers makes. Who asks while another one waits gets his turn. */
export class LayerView {
  readonly #root: Directory
  readonly #indexOf: (layer: Layer) => Promise<LayerIndex>
  #applied = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(indexOf: (layer: Layer) => Promise<LayerIndex>, root: Directory) {
    this.#indexOf = indexOf
    this.#root = root
  }

  /** The tree of `layers`, which must begin with those of the call before. */
  at(layers: readonly Layer[]): Promise<Directory> {
    const grown = this.#turn.then(() => this.#grow(layers))
    this.#turn = grown.catch(() => undefined)
    return grown
  }

  async #grow(layers: readonly Layer[]): Promise<Directory> {
    const missing = layers.slice(this.#applied)
    const indexes = await Promise.all(missing.map((layer) => this.#indexOf(layer)))
    missing.forEach((layer, i) => {
      const index = indexes[i]
      if (index) applyLayer(this.#root, index, layer)
    })
    this.#applied = layers.length
    return this.#root
  }
}
