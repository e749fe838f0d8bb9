import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'
import type { Changes } from '../../rootfs/changes.js'
import { entryNode } from '../../rootfs/entryNode.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import { find, nodeAt } from '../../rootfs/tree.js'
import { type CopyOptions, makeDirectories } from './copyInto.js'

/**
 * Unpacks an archive into a directory of a tree, as ADD does: its files keep their own times and, without `--chown`, their owners;
 * `--chmod` does not apply, nor `--chown` to directories that the archive only implies;
 * a directory that exists takes the archive's attributes, but the destination itself keeps its own.
 * @param layer holds the archive's plain tar, of which `index` lists the entries
 * @throws OciPackError `source` for an entry that would leave the destination through a link
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
    const { path } = entry.header
    if (path === '') continue
    const target = placeOf(changes, folder, path, epoch)
    const { type, linkPath } = entry.header
    const linked =
      type === 'link' ? nodeAt(changes.root, folder === '' ? linkPath : `${folder}/${linkPath}`) : undefined
    const node = entryNode(entry, layer, nodeAt(changes.root, target), linked)
    changes.put(target, owner && !linked ? { ...node, ...owner } : node)
  }
}

/** Where an entry goes: links in the directories above it are followed as long as they stay in the destination. */
function placeOf(changes: Changes, folder: ByteString, path: ByteString, epoch: number): ByteString {
  const slash = path.lastIndexOf('/')
  const parent = slash < 0 ? '' : path.slice(0, slash)
  const real = find(changes.root, `${folder}/${parent}`).path
  if (folder !== '' && real !== folder && !real.startsWith(`${folder}/`)) {
    throw new OciPackError('source', `the archive's entry ${textOfBytes(path)} leaves the destination through a link`)
  }
  makeDirectories(changes, real, { epoch }, 0)
  const name = path.slice(slash + 1)
  return real === '' ? name : `${real}/${name}`
}
