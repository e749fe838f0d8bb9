import { bytesOfText } from '../core/bytes.js'
import type { TreePart } from '../exec/executor.js'
import { Changes } from '../rootfs/changes.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import { type Directory, emptyDirectory, type Node } from '../rootfs/node.js'
import { find } from '../rootfs/tree.js'
import { copyInto } from './copy/copyInto.js'
import { missingSource } from './copy/missingSource.js'
import type { FileSource } from './fileSource.js'
import type { Layers } from './layers.js'

/** Where a part of a folder lies in the layer that is made of it. */
export const mountedPlace = 'source'

/** Files and directories of a build's sources, as mounts take them. */
export class TreeParts {
  readonly #layers: Layers
  readonly #reader: ContentReader
  readonly #epoch: number
  readonly #written = new Map<Node, Promise<TreePart>>()

  /** @param epoch the time of directories that no source has, in seconds since 1970 */
  constructor(layers: Layers, reader: ContentReader, epoch: number) {
    this.#layers = layers
    this.#reader = reader
    this.#epoch = epoch
  }

  /**
   * What lies at a path of a source; links are followed, and neither they nor `..` leave the source. What is in a folder of this
   * machine is written as a layer, with the owners and times that COPY gives.
   * @throws OciPackError `source` where nothing is there
   */
  async of(source: FileSource, path: string): Promise<TreePart> {
    const tree = await source.tree()
    const found = find(tree, bytesOfText(path))
    if (!found.node) throw missingSource(source, tree, path)
    if (source.layers) return { layers: source.layers, tree, path: found.path }
    const { node } = found
    let part = this.#written.get(node)
    if (!part) this.#written.set(node, (part = this.#write(found.path === '' ? this.#bare(tree) : node)))
    return part
  }

  async #write(node: Node): Promise<TreePart> {
    const from = emptyDirectory()
    from.children.set(mountedPlace, node)
    const changes = new Changes(emptyDirectory({ mtime: this.#epoch }))
    copyInto(changes, from, '', '/', { epoch: this.#epoch })
    const layer = await this.#layers.write((writer) => changes.write(writer, this.#reader))
    return { layers: [layer], tree: await this.#layers.view().at([layer]), path: mountedPlace }
  }

  /** A whole folder comes without its own attributes, as Docker gets it. */
  #bare({ children }: Directory): Directory {
    return { ...emptyDirectory({ mtime: this.#epoch }), children }
  }
}
