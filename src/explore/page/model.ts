import type { ExploreData, FileTable, Kind } from '../data.js'

/** What is asked of the files of an image, by their number. */
export class Model {
  readonly data: ExploreData
  readonly count: number
  readonly #children: number[][]
  readonly #weights = new Map<number, Weights>()

  constructor(data: ExploreData) {
    this.data = data
    this.count = data.files.name.length
    this.#children = Array.from({ length: this.count }, () => [])
    for (let file = 1; file < this.count; file++) this.#children[this.parent(file)]?.push(file)
  }

  get files(): FileTable {
    return this.data.files
  }

  children(file: number): readonly number[] {
    return this.#children[file] ?? []
  }

  parent(file: number): number {
    return this.files.parent[file] ?? 0
  }

  kind(file: number): Kind {
    return (this.files.kind[file] ?? '-') as Kind
  }

  isFolder(file: number): boolean {
    return this.files.kind[file] === 'd'
  }

  name(file: number): string {
    return file === 0 ? '/' : (this.files.name[file] ?? '')
  }

  /** The folders that lead to a file, the root first, and the file. */
  way(file: number): number[] {
    const way = [file]
    for (let at = file; at !== 0; way.unshift(at)) at = this.parent(at)
    return way
  }

  path(file: number): string {
    return `/${this.way(file)
      .slice(1)
      .map((part) => this.files.name[part] ?? '')
      .join('/')}`
  }

  /** The layer that made a file what it is, from 0; undefined where none names it. */
  layer(file: number): number | undefined {
    const layer = this.files.layer[file] ?? -1
    return layer < 0 ? undefined : layer
  }

  /** The layer of a file, or of the largest thing in a folder. */
  mainLayer(file: number, bytes: Float64Array): number | undefined {
    let at = file
    while (this.isFolder(at)) {
      const children = this.children(at)
      if (children.length === 0) break
      at = children.reduce((best, child) => ((bytes[child] ?? 0) > (bytes[best] ?? 0) ? child : best))
    }
    return this.layer(at)
  }

  /** Bytes and files of each file and all below it, those of one layer alone if it is given. */
  weights(layer: number | undefined): Weights {
    const key = layer ?? -1
    let weights = this.#weights.get(key)
    if (!weights) this.#weights.set(key, (weights = this.#weigh(layer)))
    return weights
  }

  #weigh(layer: number | undefined): Weights {
    const bytes = new Float64Array(this.count)
    const files = new Uint32Array(this.count)
    for (let file = this.count - 1; file >= 0; file--) {
      if (layer === undefined || this.files.layer[file] === layer) {
        bytes[file] = (bytes[file] ?? 0) + (this.files.size[file] ?? 0)
        files[file] = (files[file] ?? 0) + 1
      }
      if (file === 0) break
      const parent = this.parent(file)
      bytes[parent] = (bytes[parent] ?? 0) + (bytes[file] ?? 0)
      files[parent] = (files[parent] ?? 0) + (files[file] ?? 0)
    }
    return { bytes, files }
  }
}

/** Of each file, what it and all below it weigh. */
export interface Weights {
  readonly bytes: Float64Array
  /** Files and folders. */
  readonly files: Uint32Array
}
