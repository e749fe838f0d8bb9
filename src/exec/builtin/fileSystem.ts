import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import {
  type Attributes,
  type Directory,
  emptyDirectory,
  type Node,
  noXattrs,
  type RegularFile,
  type SymbolicLink,
} from '../../rootfs/node.js'
import { find, type Found, nodeAt, pathParts } from '../../rootfs/tree.js'
import { NotUnderstood } from './notUnderstood.js'

/** What a RUN finds mounted there does not belong to the image. */
const mounted = ['proc', 'sys', 'dev', 'etc/resolv.conf', 'etc/hosts']

/** What Linux takes: bytes of a name (NAME_MAX), of a path without what ends it (PATH_MAX). */
const longestName = 255
const longestPath = 4094

/** A file tree as a process of root's sees and changes it. Whatever root would meet an error at is left to the real programs. */
export class FileSystem {
  readonly root: Directory
  /** The permission bits that new files do not get. */
  umask = 0o022
  #cwd: ByteString
  /** Working directories to come back to. */
  readonly #held: ByteString[] = []
  readonly #now: number
  /** What this RUN has made or written to: files, changed directories, and the children of those made. All else still lies in the layers below. */
  readonly #own = new WeakSet<object>()
  /** Files that this RUN gave another name to. */
  readonly #linked = new Set<Node>()

  /** @param now the time that whatever is changed gets, in seconds since 1970 */
  constructor(root: Directory, cwd: ByteString, now: number) {
    this.root = root
    this.#cwd = cwd
    this.#now = now
    this.changeDirectory(cwd)
  }

  /** The working directory's clean path. */
  get cwd(): ByteString {
    return this.#cwd
  }

  /** Makes the directory that a word names the working directory (chdir(2)). */
  changeDirectory(word: ByteString): void {
    const { path, node } = this.lookUp(word, true)
    if (node?.type !== 'directory') throw new NotUnderstood(`the directory ${show(word)} is missing`)
    this.#cwd = path
  }

  /** Does what may change the working directory and the umask, and undoes that. The working directory must stay there meanwhile. */
  async inPlace<T>(run: () => Promise<T>): Promise<T> {
    const [cwd, umask] = [this.#cwd, this.umask]
    this.#held.push(cwd)
    try {
      return await run()
    } finally {
      this.#held.pop()
      this.#cwd = cwd
      this.umask = umask
    }
  }

  /** The names in the directory that a word names, in no order. */
  names(word: ByteString): ByteString[] {
    const { path, node } = this.lookUp(word, true)
    if (node?.type !== 'directory') return []
    for (const place of mounted) {
      if (parentPath(place) === path && !node.children.has(baseName(place)))
        throw new NotUnderstood(`${show(word)} holds what is not the image's`)
    }
    return [...node.children.keys()]
  }

  /** Whether a clean path lies in a directory such as /tmp, in which everybody may make files and nobody may touch another's. */
  isShared(path: ByteString): boolean {
    return (this.#parentOf(path).mode & 0o1022) > 0o1000
  }

  /** The clean path of what a word names, and the file there, if any. `follow` says what becomes of a link in last place. */
  lookUp(word: ByteString, follow: boolean): Found {
    if (word === '') throw new NotUnderstood('an empty path')
    const path = word.startsWith('/') ? word : `/${this.#cwd}/${word}`
    const namesDirectory = /(?:^|\/)\.?$/.test(word)
    this.#refuseMissingBeforeDotDot(path)
    const found = this.#find(path, follow || namesDirectory)
    if (mounted.some((place) => isOrIsBelow(found.path, place)))
      throw new NotUnderstood(`${show(word)} is not the image's`)
    if (namesDirectory && found.node && found.node.type !== 'directory')
      throw new NotUnderstood(`${show(word)} is no directory`)
    if (!found.node && (/(?:^|\/)\.$/.test(word) || this.#leadsThroughFile(found.path)))
      throw new NotUnderstood(`the way to ${show(word)} is no directory`)
    return found
  }

  /** The file at a clean path. */
  at(path: ByteString): Node {
    const node = nodeAt(this.root, path)
    if (!node) throw new NotUnderstood(`${show(path)} does not exist`)
    return node
  }

  /** What a word names, which must be there. */
  existing(word: ByteString, follow: boolean): { path: ByteString; node: Node } {
    const { path, node } = this.lookUp(word, follow)
    if (!node) throw new NotUnderstood(`${show(word)} does not exist`)
    if (path === '') throw new NotUnderstood('a change to the root directory')
    return { path, node }
  }

  /**
   * Puts a new file at a clean path where none is, or in the place of another one that is no directory. A directory with the set-group-id
   * bit hands its group on, and the bit to directories.
   */
  create(path: ByteString, node: Node): void {
    const parent = this.#parentOf(path)
    if ([...parent.xattrs.keys()].some((name) => name.startsWith('system.')))
      throw new NotUnderstood(`${show(parentPath(path))} hands an access list on`)
    this.#put(path, (parent.mode & 0o2000) === 0 ? node : inheriting(node, parent))
  }

  /** Puts a changed file in the place of the one at a clean path, under all the names that it has by now. */
  replace(path: ByteString, node: Node): void {
    const directory = this.#parentOf(path)
    const before = directory.children.get(baseName(path))
    this.#own.add(node)
    directory.children.set(baseName(path), node)
    if (!before || !this.#linked.delete(before)) return
    this.#linked.add(node)
    renameAll(this.root, before, node)
  }

  /** Gives the file at a clean path a second name. One of a layer below is copied from there first, under this name alone. */
  link(path: ByteString, name: ByteString): void {
    const old = this.at(path)
    const node = this.isOwn(old) ? old : { ...old }
    if (node !== old) this.replace(path, node)
    this.#linked.add(node)
    this.#put(name, node)
  }

  /**
   * Moves a file to a clean path (rename(2)), in the place of another one that is no directory.
   * @throws NotUnderstood for a directory that layers below have a part in, which overlayfs does not rename
   */
  rename(from: ByteString, to: ByteString): void {
    const old = this.at(from)
    if (old.type === 'directory' && !this.isOwn(old))
      throw new NotUnderstood(`the renaming of ${show(from)}, which lies in a layer below`)
    this.remove(from)
    this.#put(to, this.isOwn(old) ? old : { ...old })
  }

  remove(path: ByteString): void {
    if (mounted.some((place) => isOrIsBelow(place, path)))
      throw new NotUnderstood(`below ${show(path)} is what is not the image's`)
    if ([this.#cwd, ...this.#held].some((place) => isOrIsBelow(place, path)))
      throw new NotUnderstood(`${show(path)} holds the working directory`)
    this.#parentOf(path).children.delete(baseName(path))
    this.#touchDirectory(parentPath(path))
  }

  /** Whether a file is this RUN's own: made, or copied from a layer below for a change. Of a directory, whether all of it is. */
  isOwn(node: Node): boolean {
    return this.#own.has(node.type === 'directory' ? node.children : node)
  }

  /** Whether this RUN changed a directory's attributes or names, as which overlayfs counts a change to what was there. */
  isChanged(directory: Directory): boolean {
    return this.#own.has(directory)
  }

  /** What a new file of root's has, the umask not looked at. */
  attributes(mode: number): Attributes {
    return { mode, uid: 0, gid: 0, mtime: this.#now, mtimeNsec: 0, xattrs: noXattrs }
  }

  /** A new file as open(2) makes it of a mode. */
  newFile(bytes: Uint8Array, mode = 0o666): RegularFile {
    const attributes = this.attributes(mode & ~this.umask)
    return { type: 'file', ...attributes, size: bytes.byteLength, content: { from: 'bytes', bytes } }
  }

  /** A new directory as mkdir(2) makes it of a mode. */
  newDirectory(mode = 0o777): Directory {
    return emptyDirectory(this.attributes(mode & ~this.umask))
  }

  newLink(target: ByteString): SymbolicLink {
    return { type: 'symlink', ...this.attributes(0o777), target }
  }

  /** The same file, changed now. */
  touched<N extends Node>(node: N): N {
    return { ...node, mtime: this.#now, mtimeNsec: 0 }
  }

  #put(path: ByteString, node: Node): void {
    const name = baseName(path)
    if (
      name.length > longestName ||
      path.length > longestPath ||
      (node.type === 'symlink' && node.target.length > longestPath)
    )
      throw new NotUnderstood(`the name ${show(name)}, which is too long`)
    this.#own.add(node.type === 'directory' ? node.children : node)
    this.#parentOf(path).children.set(name, node)
    this.#touchDirectory(parentPath(path))
  }

  #parentOf(path: ByteString): Directory {
    const parent = nodeAt(this.root, parentPath(path))
    if (path === '' || parent?.type !== 'directory') throw new NotUnderstood(`${show(path)} has no parent directory`)
    return parent
  }

  #touchDirectory(path: ByteString): void {
    if (path === '') Object.assign(this.root, { mtime: this.#now, mtimeNsec: 0 })
    else this.replace(path, this.touched(this.at(path)))
  }

  #find(path: ByteString, follow: boolean): Found {
    try {
      return find(this.root, path, { follow })
    } catch (error) {
      if (error instanceof OciPackError) throw new NotUnderstood(error.message)
      throw error
    }
  }

  #leadsThroughFile(path: ByteString): boolean {
    for (let above = parentPath(path); above !== ''; above = parentPath(above)) {
      const node = nodeAt(this.root, above)
      if (node) return node.type !== 'directory'
    }
    return false
  }

  /** `find` takes what is missing for directories to be made; a program would stop at `missing/..`. */
  #refuseMissingBeforeDotDot(path: ByteString): void {
    const parts = pathParts(path)
    parts.forEach((part, i) => {
      if (part === '..' && this.#find(parts.slice(0, i).join('/'), true).node?.type !== 'directory')
        throw new NotUnderstood(`${show(path)} leads through a directory that is missing`)
    })
  }
}

export function baseName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function parentPath(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** A file as it is made in a directory that has the set-group-id bit. */
function inheriting(node: Node, { gid }: Directory): Node {
  return node.type === 'directory' ? { ...node, gid, mode: node.mode | 0o2000 } : { ...node, gid }
}

/** Puts a file in the place of another under each name that this one has in a tree. */
function renameAll(directory: Directory, before: Node, after: Node): void {
  for (const [name, node] of directory.children) {
    if (node === before) directory.children.set(name, after)
    else if (node.type === 'directory') renameAll(node, before, after)
  }
}

/** Whether a clean path is another one or lies below it. */
function isOrIsBelow(path: ByteString, above: ByteString): boolean {
  return above === '' || path === above || path.startsWith(`${above}/`)
}

/** A path as messages show it. */
export function show(path: ByteString): string {
  return JSON.stringify(textOfBytes(path))
}
