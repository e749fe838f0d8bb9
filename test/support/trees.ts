import { type Directory, emptyDirectory, type Node, noXattrs } from '../../src/rootfs/node.js'
import { putNode, walk } from '../../src/rootfs/tree.js'

const root = { uid: 0, gid: 0, mtime: 0, mtimeNsec: 0, xattrs: noXattrs }

export function file(
  text: string,
  attributes: { mode?: number; uid?: number; gid?: number; mtime?: number } = {},
): Node {
  const bytes = Buffer.from(text)
  return {
    type: 'file',
    mode: 0o644,
    ...root,
    ...attributes,
    size: bytes.byteLength,
    content: { from: 'bytes', bytes },
  }
}

export function link(target: string): Node {
  return { type: 'symlink', mode: 0o777, ...root, target }
}

export function directory(attributes: { mode?: number; uid?: number; gid?: number; mtime?: number } = {}): Directory {
  return emptyDirectory(attributes)
}

/** A tree of files by their paths. */
export function tree(files: Readonly<Record<string, Node>>): Directory {
  const made = emptyDirectory()
  for (const [path, node] of Object.entries(files)) putNode(made, path, node)
  return made
}

/** A tree as lines such as `d 755 0:0 app` and `f 644 0:0 app/run.sh`, to be compared. */
export function listing(tree: Directory): string[] {
  return [...walk(tree)].map(({ path, node }) => {
    const kind = { directory: 'd', file: 'f', symlink: 'l', fifo: 'p', character: 'c', block: 'b' }[node.type]
    const target = node.type === 'symlink' ? ` -> ${node.target}` : ''
    return `${kind} ${node.mode.toString(8)} ${node.uid}:${node.gid} ${path}${target}`
  })
}
