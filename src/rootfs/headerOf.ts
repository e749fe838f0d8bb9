import type { ByteString } from '../core/bytes.js'
import { type TarHeader, tarHeader } from '../oci/tar/entry.js'
import type { Node } from './node.js'

/** The tar header of a file at a path. */
export function headerOf(path: ByteString, node: Node): TarHeader {
  const { type, mode, uid, gid, mtime, mtimeNsec, xattrs } = node
  const attributes = { type, mode, uid, gid, mtime, mtimeNsec, xattrs }
  if (node.type === 'file') return tarHeader(path, { ...attributes, size: node.size })
  if (node.type === 'symlink') return tarHeader(path, { ...attributes, linkPath: node.target })
  if (node.type === 'directory') return tarHeader(path, attributes)
  return tarHeader(path, { ...attributes, devMajor: node.devMajor, devMinor: node.devMinor })
}
