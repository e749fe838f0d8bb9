import { type ByteString, textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import type { Layer } from '../oci/image.js'
import type { IndexEntry } from './layerIndex.js'
import type { Node } from './node.js'

/**
 * The file that a tar entry makes, in a tree where `existing` stands at its path and, for a hard link, `linked` at the path that it
 * points to. A directory keeps the children of an existing one. @throws OciPackError `format` for a hard link to what is not there
 */
export function entryNode(
  { header, offset, sparse }: IndexEntry,
  layer: Layer,
  existing: Node | undefined,
  linked: Node | undefined,
): Node {
  const { mode, uid, gid, mtime, mtimeNsec, xattrs } = header
  const attributes = { mode, uid, gid, mtime, mtimeNsec, xattrs }
  switch (header.type) {
    case 'directory':
      return {
        type: 'directory',
        ...attributes,
        children: existing?.type === 'directory' ? existing.children : new Map<ByteString, Node>(),
      }
    case 'file':
      return {
        type: 'file',
        ...attributes,
        size: header.size,
        content: { from: 'layer', layer, offset, ...(sparse ? { sparse } : {}) },
      }
    case 'symlink':
      return { type: 'symlink', ...attributes, target: header.linkPath }
    case 'link':
      if (linked && linked.type !== 'directory') return linked
      throw new OciPackError(
        'format',
        `the hard link ${textOfBytes(header.path)} points to ${textOfBytes(header.linkPath)}, which is not there`,
      )
    default:
      return { type: header.type, ...attributes, devMajor: header.devMajor, devMinor: header.devMinor }
  }
}
