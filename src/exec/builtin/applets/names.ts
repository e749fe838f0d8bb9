import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { baseName, type FileSystem, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'

/** The last part of a path, as a name in another directory. @throws NotUnderstood where there is none of its own */
export function lastName(word: ByteString): ByteString {
  const name = baseName(word.replace(/\/+$/, ''))
  if (name === '' || name === '.' || name === '..') throw new NotUnderstood(`a name made of ${show(word)}`)
  return name
}

/**
 * What a word names as an entry of its directory, to be removed or renamed: a link in last place is the link.
 * @throws NotUnderstood for `.`, `..` and a link with a slash behind it
 */
export function entryOf(files: FileSystem, word: ByteString): { path: ByteString; node: Node | undefined } {
  lastName(word)
  const found = files.lookUp(word.replace(/\/+$/, ''), false)
  if (word.endsWith('/') && found.node && found.node.type !== 'directory')
    throw new NotUnderstood(`${show(word)} is no directory`)
  return found
}

/** The same, which must be there. */
export function existingEntry(files: FileSystem, word: ByteString): { path: ByteString; node: Node } {
  const { path, node } = entryOf(files, word)
  if (!node) throw new NotUnderstood(`${show(word)} does not exist`)
  return { path, node }
}

/** @throws NotUnderstood where the working directory is a path, or below it */
export function refuseWorkingDirectory({ cwd }: FileSystem, path: ByteString): void {
  if (cwd === path || cwd.startsWith(`${path}/`)) throw new NotUnderstood('the removal of the working directory')
}

/** Operands of a program that puts files into a directory or under a name. */
export interface Placement {
  readonly sources: readonly ByteString[]
  /** The directory, or else the name. */
  readonly destination: ByteString
  readonly into: boolean
}

/** What is given to such a program. */
export interface PlacementOptions {
  readonly operands: readonly ByteString[]
  /** What `-t` names. */
  readonly directory: ByteString | undefined
  /** `-T`. */
  readonly asName: boolean
  /** Whether a link to a directory, in last place, is one. */
  readonly follow: boolean
}

/** Decides between a directory and a name (POSIX.1-2017, cp, mv, ln). */
export function placement(files: FileSystem, { operands, directory, asName, follow }: PlacementOptions): Placement {
  const sources = directory === undefined ? operands.slice(0, -1) : operands
  const destination = directory ?? operands.at(-1) ?? ''
  if (sources.length === 0 || (directory !== undefined && asName))
    throw new NotUnderstood('no source or no destination')
  const { node } = files.lookUp(destination, follow)
  const into = !asName && node?.type === 'directory'
  if (!into && (sources.length > 1 || directory !== undefined))
    throw new NotUnderstood(`${show(destination)} is no directory`)
  if (new Set(sources).size < sources.length) throw new NotUnderstood('a source that is named twice')
  return { sources, destination, into }
}
