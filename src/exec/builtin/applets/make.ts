import type { ByteString } from '../../../core/bytes.js'
import { type Directory, emptyDirectory } from '../../../rootfs/node.js'
import { baseName, type FileSystem, show } from '../fileSystem.js'
import { changedMode } from '../mode.js'
import { NotUnderstood } from '../notUnderstood.js'
import { type Applet, splitOptions } from './applet.js'

/** mkdir [-p] [-m MODE] DIRECTORY... */
export const mkdir: Applet = ({ files, args }) => {
  const { mode, rest } = takeMode(args)
  const { options, operands } = splitOptions(rest, 'p', { '--parents': 'p' })
  for (const name of operands) {
    const { path, node } = files.lookUp(name, options.has('p'))
    if (options.has('p')) makeParents(files, path)
    else if (node) throw new NotUnderstood(`mkdir of ${show(name)}, which exists`)
    if (node?.type === 'directory') continue
    if (node) throw new NotUnderstood(`mkdir of ${show(name)}, which is no directory`)
    files.create(path, newDirectory(files, mode))
  }
  return 0
}

/** touch FILE...: makes an empty file, or gives one that exists the build's time. */
export const touch: Applet = ({ files, args }) => {
  for (const name of splitOptions(args, '').operands) {
    const { path, node } = files.lookUp(name, true)
    if (path === '') throw new NotUnderstood('touch of the root directory')
    if (node) files.replace(path, files.touched(node))
    else if (name.endsWith('/')) throw new NotUnderstood(`touch of ${show(name)}, which is missing`)
    else files.create(path, files.newFile(new Uint8Array()))
  }
  return 0
}

/** ln -s [-f] [-n] TARGET... LINK-OR-DIRECTORY */
export const ln: Applet = ({ files, args }) => {
  const { options, operands } = splitOptions(args, 'sfn', {
    '--symbolic': 's',
    '--force': 'f',
    '--no-dereference': 'n',
  })
  if (!options.has('s')) throw new NotUnderstood('hard links')
  const targets = operands.slice(0, -1)
  const destination = operands[operands.length - 1]
  if (destination === undefined || targets.length === 0) throw new NotUnderstood('ln with one operand')
  const { node } = files.lookUp(destination, !options.has('n'))
  if (node?.type !== 'directory' && (targets.length > 1 || destination.endsWith('/')))
    throw new NotUnderstood('ln into no directory')
  for (const target of targets) {
    const name = node?.type === 'directory' ? `${destination}/${lastPart(target)}` : destination
    makeLink(files, target, name, options.has('f'))
  }
  return 0
}

/** A directory of a mode that chmod's rules read off 0777. */
function newDirectory(files: FileSystem, mode: string | undefined): Directory {
  if (mode === undefined) return files.newDirectory()
  return emptyDirectory(files.attributes(changedMode(mode, 0o777, true, files.umask)))
}

function makeLink(files: FileSystem, target: ByteString, name: ByteString, force: boolean): void {
  const { path, node } = files.lookUp(name, false)
  if (target === '' || (node && !force) || node?.type === 'directory')
    throw new NotUnderstood(`ln to ${show(name)}, which exists`)
  if (node && files.lookUp(target, false).node === node) throw new NotUnderstood('a link to itself')
  files.create(path, files.newLink(target))
}

function makeParents(files: FileSystem, path: ByteString): void {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const parent = `/${path.slice(0, slash)}`
    const { node } = files.lookUp(parent, false)
    if (!node) files.create(parent.slice(1), files.newDirectory())
    else if (node.type !== 'directory') throw new NotUnderstood(`${show(parent)} is no directory`)
  }
}

function takeMode(args: readonly ByteString[]): { mode: string | undefined; rest: readonly ByteString[] } {
  const at = args.indexOf('-m')
  if (at < 0) return { mode: undefined, rest: args }
  return { mode: args[at + 1] ?? '', rest: [...args.slice(0, at), ...args.slice(at + 2)] }
}

/** The name that a link made in a directory gets. */
function lastPart(target: ByteString): ByteString {
  const name = baseName(target.replace(/\/+$/, ''))
  if (name === '' || name === '.' || name === '..') throw new NotUnderstood(`a link named after ${show(target)}`)
  return name
}
