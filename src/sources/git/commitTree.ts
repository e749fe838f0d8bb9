import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { entryNode } from '../../rootfs/entryNode.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { nodeAt, pathParts, putNode } from '../../rootfs/tree.js'
import type { CommitFiles } from './commitFiles.js'

/** The tree of a commit's files, each with the time that `mtime` gives for the commit's; seconds since 1970. */
export function treeOfFiles({ layer, index }: CommitFiles, mtime: (own: number) => number): Directory {
  const committed = index.entries[0]?.header.mtime ?? 0
  const attributes = { mtime: mtime(committed) }
  const root = emptyDirectory(attributes)
  for (const entry of index.entries) {
    const { path } = entry.header
    // A name that is a whiteout in a layer is a name like others here.
    if (path !== '') putNode(root, path, { ...entryNode(entry, layer, nodeAt(root, path), undefined), ...attributes })
  }
  return root
}

/** A folder of a tree, on the way to which there are no links. @throws OciPackError `source` for what is none, or not there */
export function folderOf(tree: Directory, path: string, address: string): Directory {
  let at = ''
  let directory = tree
  for (const part of pathParts(bytesOfText(path))) {
    at = at === '' ? part : `${at}/${part}`
    const node = directory.children.get(part)
    if (node?.type !== 'directory') {
      const why = node ? 'is not a folder' : 'is not there'
      throw new OciPackError('source', `${textOfBytes(at)} ${why} in the Git repository ${address}`, {
        hint: 'Name a folder of it: ADDRESS#REF:FOLDER.',
      })
    }
    directory = node
  }
  return directory
}
