import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'
import type { TarHeader } from '../../oci/tar/entry.js'
import { type Changes, directoryAt } from '../../rootfs/changes.js'
import { entryNode } from '../../rootfs/entryNode.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import type { Node } from '../../rootfs/node.js'
import { find, nodeAt } from '../../rootfs/tree.js'
import { carriedXattrs, type CopyOptions, makeDirectories, type Owner, parentOf } from './copyInto.js'

/**
 * Unpacks an archive into a directory of a tree, as ADD does: its files keep their own times and, without `--chown`, their owners;
 * `--chmod` and `--exclude` do not apply, nor `--chown` to directories that the archive only implies;
 * a directory that exists takes the archive's attributes, but the destination itself keeps its own.
 * Links on an entry's way are followed with the destination as their root.
 * @param layer holds the archive's plain tar, of which `index` lists the entries
 * @throws OciPackError `source` for an entry that would leave the destination through a link, or is a hard link to itself
 */
export function unpackInto(
  changes: Changes,
  index: LayerIndex,
  layer: Layer,
  destination: ByteString,
  options: CopyOptions,
): void {
  const { owner, epoch } = options
  const folder = makeDirectories(changes, destination, { owner, epoch })
  for (const entry of index.entries) {
    const { header } = entry
    if (header.path === '') continue
    const target = placeOf(changes, folder, header.path)
    makeDirectories(changes, parentOf(target), { epoch }, 0)
    if (header.type !== 'link') {
      const node = entryNode(entry, layer, nodeAt(changes.root, target), undefined)
      changes.put(target, { ...node, ...owner, xattrs: carriedXattrs(node) })
      continue
    }
    const first = placeOf(changes, folder, header.linkPath)
    // What is there goes before an entry takes its place.
    if (first === target)
      throw new OciPackError('source', `the archive's entry ${textOfBytes(header.path)} is a hard link to itself`, {
        hint: asItIs,
      })
    const linked = nodeAt(changes.root, first)
    const node = attributed(entryNode(entry, layer, undefined, linked), header, owner)
    if (node !== linked) changes.put(first, node)
    changes.put(target, node)
  }
}

/** A linked file as the entry of its second name says: that one's attributes are the last to be set. */
function attributed(node: Node, { mode, uid, gid, mtime, mtimeNsec }: TarHeader, owner: Owner | undefined): Node {
  const said = { mode, uid, gid, mtime, mtimeNsec, ...owner }
  const same = (['mode', 'uid', 'gid', 'mtime', 'mtimeNsec'] as const).every((name) => node[name] === said[name])
  return same || node.type === 'symlink' ? node : { ...node, ...said }
}

const asItIs = 'Pack the archive anew, or keep it as it is: ADD --unpack=false.'

/** Where an entry goes: a clean path without links on the way, whose last part is a link where that is there. */
function placeOf(changes: Changes, folder: ByteString, path: ByteString): ByteString {
  const root = directoryAt(changes.root, folder)
  if (!root) throw new OciPackError('source', `/${textOfBytes(folder)} is no directory any more`, { hint: asItIs })
  const { path: parent } = find(root, parentOf(path), { confined: true })
  return [folder, parent, path.slice(path.lastIndexOf('/') + 1)].filter(Boolean).join('/')
}
