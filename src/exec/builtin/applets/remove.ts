import type { ByteString } from '../../../core/bytes.js'
import { baseName, type FileSystem, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { type Applet, splitOptions } from './applet.js'

/** rm [-r|-R] [-f] FILE... */
export const rm: Applet = ({ files, args }) => {
  const { options, operands } = splitOptions(args, 'rRf', { '--recursive': 'r', '--force': 'f' })
  const recursive = options.has('r') || options.has('R')
  for (const name of operands) {
    refuseDots(name)
    const { path, node } = files.lookUp(name, false)
    if (path === '') throw new NotUnderstood('rm of the root directory')
    if (node) {
      if (node.type === 'directory' && !recursive)
        throw new NotUnderstood(`rm of ${show(name)}, a directory, without -r`)
      if (node.type === 'directory') refuseWorkingDirectory(files, path)
      files.remove(path)
    } else if (!options.has('f')) throw new NotUnderstood(`rm of ${show(name)}, which is missing`)
  }
  return 0
}

/** rmdir DIRECTORY... */
export const rmdir: Applet = ({ files, args }) => {
  for (const name of splitOptions(args, '').operands) {
    refuseDots(name)
    const { path, node } = files.existing(name, false)
    if (node.type !== 'directory' || node.children.size > 0)
      throw new NotUnderstood(`rmdir of ${show(name)}, which is no empty directory`)
    refuseWorkingDirectory(files, path)
    files.remove(path)
  }
  return 0
}

function refuseDots(name: ByteString): void {
  if (['.', '..', ''].includes(baseName(name.replace(/\/+$/, ''))))
    throw new NotUnderstood(`the removal of ${show(name)}`)
}

function refuseWorkingDirectory(files: FileSystem, path: ByteString): void {
  if (files.cwd === path || files.cwd.startsWith(`${path}/`))
    throw new NotUnderstood('the removal of the working directory')
}
