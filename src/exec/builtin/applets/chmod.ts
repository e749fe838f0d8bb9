import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { walk } from '../../../rootfs/tree.js'
import type { FileSystem } from '../fileSystem.js'
import { changedMode } from '../mode.js'
import { NotUnderstood } from '../notUnderstood.js'
import { type Applet, splitOptions } from './applet.js'

/** chmod [-R] MODE FILE... */
export const chmod: Applet = ({ files, args }) => {
  // A mode such as `-x` looks like an option; it is left to the real program.
  const { options, operands } = splitOptions(args, 'Rf', { '--recursive': 'R' })
  const [mode = '', ...names] = operands
  if (names.length === 0) throw new NotUnderstood('chmod of nothing')
  const recursive = options.has('R')
  for (const name of names) {
    const { path, node } = files.existing(name, !recursive)
    if (recursive && node.type === 'symlink') throw new NotUnderstood('chmod -R of a link')
    change(files, path, node, mode)
    if (!recursive || node.type !== 'directory') continue
    for (const below of [...walk(node, path)])
      if (below.node.type !== 'symlink') change(files, below.path, below.node, mode)
  }
  return 0
}

function change(files: FileSystem, path: ByteString, node: Node, mode: string): void {
  files.replace(path, { ...node, mode: changedMode(mode, node.mode, node.type === 'directory', files.umask) })
}
