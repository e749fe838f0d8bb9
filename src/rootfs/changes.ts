import { type ByteString, compareBytes } from '../core/bytes.js'
import { tarHeader } from '../oci/tar/entry.js'
import type { ContentReader } from './contentReader.js'
import { headerOf } from './headerOf.js'
import type { LayerWriter } from './layerWriter.js'
import type { Directory, Node, RegularFile } from './node.js'
import { nodeAt, opaqueMark, pathParts, putNode } from './tree.js'

/** Which paths of a tree were written, as a tree of names. */
interface Mark {
  /** Whether something was here to begin with. */
  readonly known: boolean
  /** A directory was made where something else had been, so that what was below it before is gone. */
  opaque: boolean
  /** Undefined where nothing below was written. */
  below?: Map<ByteString, Mark>
}

/** Changes to a tree, made at once and remembered, so that they can be written as a layer. Paths are clean and hold no links. */
export class Changes {
  readonly root: Directory
  readonly #marks: Mark = { known: true, opaque: false }

  constructor(root: Directory) {
    this.root = root
  }

  /** Puts a file in place of whatever is there. A directory that replaces a directory should carry its children on. */
  put(path: ByteString, node: Node): void {
    this.#mark(path, node)
    putNode(this.root, path, node)
  }

  /** Notes a file that is about to be put, and the directories that are made above it. */
  #mark(path: ByteString, put: Node): void {
    const parts = pathParts(path)
    let mark = this.#marks
    let node: Node | undefined = this.root
    for (const [i, part] of parts.entries()) {
      node = node?.type === 'directory' ? node.children.get(part) : undefined
      mark.below ??= new Map()
      let next = mark.below.get(part)
      if (!next) mark.below.set(part, (next = { known: node !== undefined, opaque: false }))
      const becomesDirectory = i < parts.length - 1 || put.type === 'directory'
      if (next.known && becomesDirectory && node?.type !== 'directory') next.opaque = true
      mark = next
    }
  }

  /** Writes what changed: each changed file, and the directories above it as they are. */
  async write(layer: LayerWriter, reader: ContentReader): Promise<void> {
    const names = new Map<Node, ByteString>()
    const visit = async ({ below }: Mark, directory: Directory, prefix: ByteString): Promise<void> => {
      for (const [name, mark] of [...(below ?? [])].sort(([a], [b]) => compareBytes(a, b))) {
        const node = directory.children.get(name)
        const path = prefix === '' ? name : `${prefix}/${name}`
        if (!node) continue
        await writeNode(layer, reader, path, node, names)
        if (node.type !== 'directory') continue
        if (mark.opaque) await layer.add(tarHeader(`${path}/${opaqueMark}`))
        await visit(mark, node, path)
      }
    }
    await visit(this.#marks, this.root, '')
  }
}

async function writeNode(
  layer: LayerWriter,
  reader: ContentReader,
  path: ByteString,
  node: Node,
  names: Map<Node, ByteString>,
): Promise<void> {
  if (node.type === 'directory') return layer.add(headerOf(path, node))
  const first = names.get(node)
  if (first !== undefined) return layer.add({ ...headerOf(path, node), type: 'link', size: 0, linkPath: first })
  names.set(node, path)
  if (node.type !== 'file' || node.size === 0) return layer.add(headerOf(path, node))
  await writeFile(layer, reader, path, node)
}

async function writeFile(
  layer: LayerWriter,
  reader: ContentReader,
  path: ByteString,
  node: RegularFile,
): Promise<void> {
  await reader.with(node.content, (read) => layer.addFile(headerOf(path, node), read))
}

/** The node at a path if it is a directory. */
export function directoryAt(root: Directory, path: ByteString): Directory | undefined {
  const node = nodeAt(root, path)
  return node?.type === 'directory' ? node : undefined
}
