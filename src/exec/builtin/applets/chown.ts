import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { walk } from '../../../rootfs/tree.js'
import type { FileSystem } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { type Applet, splitOptions } from './applet.js'

/** chown [-R] UID:GID FILE...; names are left to the real program, whose libraries may know more than passwd says. */
export const chown: Applet = ({ files, args }) => {
  const { options, operands } = splitOptions(args, 'R', { '--recursive': 'R' })
  const [owner = '', ...names] = operands
  const match = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(owner)
  if (!match || names.length === 0) throw new NotUnderstood(`the owner ${JSON.stringify(owner)}`)
  const ids = { uid: Number(match[1]), ...(match[2] === undefined ? {} : { gid: Number(match[2]) }) }
  for (const name of names) {
    const { path, node } = files.existing(name, !options.has('R'))
    if (options.has('R') && node.type === 'symlink') throw new NotUnderstood('chown -R of a link')
    change(files, path, node, ids)
    if (!options.has('R') || node.type !== 'directory') continue
    for (const below of [...walk(node, path)]) change(files, below.path, below.node, ids)
  }
  return 0
}

function change(files: FileSystem, path: ByteString, node: Node, ids: { uid: number; gid?: number }): void {
  // The kernel takes set-id bits and capabilities from a file that gets another owner.
  if (node.type !== 'directory' && ((node.mode & 0o6000 && node.type !== 'symlink') || node.xattrs.size > 0))
    throw new NotUnderstood('chown of a file with set-id bits or extended attributes')
  files.replace(path, { ...node, ...ids })
}
