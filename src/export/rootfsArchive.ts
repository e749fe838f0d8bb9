import type { ByteString } from '../core/bytes.js'
import { encodeHeader, endOfArchive, padding } from '../oci/tar/header.js'
import { headerOf } from '../rootfs/headerOf.js'
import type { Content, Directory, Node } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import { gathered } from './gathered.js'

/** Begins to read a file's content, `size` bytes. */
export type OpenContent = (content: Content, size: number) => AsyncIterable<Uint8Array>

/**
 * An image's merged file tree as a tar (`type=tar`): parents first, names in the order of their bytes, hard links to the first of
 * their names; owners, modes, times, extended attributes and device files as the image has them.
 */
export function rootfsArchive(root: Directory, open: OpenContent): AsyncIterable<Uint8Array> {
  return gathered(entries(root, open))
}

async function* entries(root: Directory, open: OpenContent): AsyncGenerator<Uint8Array> {
  const first = new Map<Node, ByteString>()
  for (const { path, node } of walk(root)) {
    const header = headerOf(path, node)
    const linkPath = first.get(node)
    if (linkPath !== undefined) {
      yield encodeHeader({ ...header, type: 'link', size: 0, linkPath })
      continue
    }
    first.set(node, path)
    yield encodeHeader(node.type === 'directory' ? { ...header, path: `${path}/` } : header)
    if (node.type !== 'file') continue
    yield* open(node.content, node.size)
    yield new Uint8Array(padding(node.size))
  }
  yield endOfArchive
}
