import type { ByteString } from '../../../core/bytes.js'
import type { Attributes, Directory, Node, RegularFile, SymbolicLink } from '../../../rootfs/node.js'
import { walk } from '../../../rootfs/tree.js'
import { type FileSystem, parentPath, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'

/** How files are copied. */
export interface CopyOptions {
  readonly family: 'coreutils' | 'busybox'
  readonly recursive: boolean
  /** Keep mode, owner and time. */
  readonly preserve: boolean
  /** Two names of one file stay two names of one copy. */
  readonly keepLinks: boolean
  /** Whether links are followed: those that are named, those met on the way. */
  readonly followNamed: boolean
  readonly followMet: boolean
  /** What is there already is left alone. */
  readonly noClobber: boolean
}

/** Copies files one after the other, as one call of cp does. Contents are shared, not read. */
export class Copier {
  readonly #files: FileSystem
  readonly #options: CopyOptions
  /** Paths that were made here, which nothing may be copied over. */
  readonly #made = new Set<ByteString>()
  /** Where the copy of a file is. */
  readonly #copies = new Map<Node, ByteString>()

  constructor(files: FileSystem, options: CopyOptions) {
    this.#files = files
    this.#options = options
  }

  /** Copies what a word names to another name. */
  copy(source: ByteString, destination: ByteString): void {
    const { path, node } = this.#files.lookUp(source, this.#options.followNamed)
    if (!node) throw new NotUnderstood(`${show(source)} does not exist`)
    if (node.type === 'directory' && !this.#options.recursive)
      throw new NotUnderstood(`a copy of ${show(source)}, a directory`)
    const target = this.#files.lookUp(destination, false)
    if (destination.endsWith('/') && node.type !== 'directory')
      throw new NotUnderstood(`${show(destination)} is no directory`)
    if (node.type === 'directory' && (isWithin(target.path, path) || isWithin(path, target.path)))
      throw new NotUnderstood(`a copy of ${show(source)} into itself`)
    this.#copyNode(node, target.path)
  }

  #copyNode(node: Node, path: ByteString): void {
    const existing = this.#files.lookUp(`/${path}`, false).node
    if (existing && this.#options.noClobber) throw new NotUnderstood(`${show(path)}, which exists, beside -n`)
    if (existing && existing === node) throw new NotUnderstood(`a copy of ${show(path)} to itself`)
    if (this.#made.has(path) && !(node.type === 'directory' && existing?.type === 'directory'))
      throw new NotUnderstood(`a copy over ${show(path)}, which was just made`)
    if (node.type === 'directory') this.#copyDirectory(node, path, existing)
    else if (existing?.type === 'directory') throw new NotUnderstood(`a copy over the directory ${show(path)}`)
    else if (existing && this.#options.family === 'busybox')
      // Builds of busybox differ: some write into the old file, some make a new one.
      throw new NotUnderstood(`a copy over ${show(path)}`)
    else this.#copyFile(node, path, existing)
    this.#made.add(path)
  }

  #copyDirectory(node: Directory, path: ByteString, existing: Node | undefined): void {
    const { family, preserve } = this.#options
    if (existing && existing.type !== 'directory') throw new NotUnderstood(`a directory over ${show(path)}`)
    if (preserve) refuseAttributes(node, path)
    if (preserve && family === 'coreutils') this.#refuseOtherBits(node, path, existing)
    if (!existing) {
      this.#files.create(path, this.#files.newDirectory(node.mode & 0o1777))
      // busybox sets the mode anew, and so takes away the bit that the parent handed on.
      if (family === 'busybox') this.#change(path, { mode: node.mode & ~this.#files.umask })
    }
    for (const [name, child] of [...node.children].sort()) this.#copyChild(child, `${path}/${name}`)
    if (preserve) this.#change(path, this.#kept(node))
  }

  #copyChild(child: Node, path: ByteString): void {
    if (child.type === 'symlink' && this.#options.followMet)
      throw new NotUnderstood('links that are followed on the way')
    this.#copyNode(child, path)
  }

  #copyFile(node: Exclude<Node, Directory>, path: ByteString, existing: Node | undefined): void {
    if (node.type !== 'file' && node.type !== 'symlink') throw new NotUnderstood(`a copy of the device ${show(path)}`)
    const copy = this.#options.keepLinks ? this.#copies.get(node) : undefined
    if (copy !== undefined && (node.type === 'file' || this.#options.family === 'coreutils')) {
      if (existing) throw new NotUnderstood(`a hard link over ${show(path)}`)
      return this.#files.link(copy, path)
    }
    this.#copies.set(node, path)
    if (node.type === 'symlink') this.#copyLink(node, path)
    else this.#copyContent(node, path, existing)
  }

  #copyLink(node: SymbolicLink, path: ByteString): void {
    const { family, preserve } = this.#options
    this.#files.create(path, this.#files.newLink(node.target))
    if (!preserve) return
    const { uid, gid, mtime, mtimeNsec } = node
    this.#change(path, family === 'busybox' ? { uid, gid } : { uid, gid, mtime, mtimeNsec })
  }

  #copyContent(node: RegularFile, path: ByteString, existing: Node | undefined): void {
    const { family, preserve } = this.#options
    if (preserve) refuseAttributes(node, path)
    const { size, content } = node
    const written = this.#writable(path, existing, node)
    if (written && preserve) this.#refuseOtherBits(node, written, this.#files.at(written))
    if (written) {
      const before = this.#files.at(written)
      this.#files.replace(written, { ...this.#files.touched(before as RegularFile), size, content })
    } else {
      const mode = (family === 'coreutils' ? node.mode & 0o777 : node.mode) & ~this.#files.umask
      this.#files.create(path, { type: 'file', ...this.#files.attributes(mode), size, content })
    }
    if (preserve) this.#change(written ?? path, this.#kept(node))
  }

  /** The path of the file that is written into, where one is there: a link is followed, hard links may be broken. */
  #writable(path: ByteString, existing: Node | undefined, source: Node): ByteString | undefined {
    if (!existing) return undefined
    const target = this.#files.lookUp(`/${path}`, true)
    if (target.node?.type !== 'file' || target.node === source) throw new NotUnderstood(`writing through ${show(path)}`)
    if (target.node.xattrs.size > 0) throw new NotUnderstood(`writing to ${show(path)}, which has extended attributes`)
    if (this.#made.has(target.path)) throw new NotUnderstood(`writing to ${show(path)}, which was just made`)
    if (this.#options.keepLinks && countNames(this.#files.root, target.node) > 1)
      throw new NotUnderstood(`writing to ${show(path)}, which has other names`)
    return target.path
  }

  /** coreutils keeps a mode as an access list, which leaves set-id and sticky bits that the copy has, or was handed on by its parent. */
  #refuseOtherBits({ mode }: Node, path: ByteString, existing: Node | undefined): void {
    const parent = this.#files.lookUp(`/${parentPath(path)}`, false).node
    const bits = existing ? existing.mode & 0o7000 : (parent?.mode ?? 0) & 0o2000
    if ((existing ? mode & 0o7000 : 0) !== bits) throw new NotUnderstood(`the set-id bits of ${show(path)}`)
  }

  #kept({ mode, uid, gid, mtime, mtimeNsec }: Attributes): Partial<Attributes> {
    return { mode, uid, gid, mtime, mtimeNsec: this.#options.family === 'busybox' ? 0 : mtimeNsec }
  }

  #change(path: ByteString, attributes: Partial<Attributes>): void {
    this.#files.replace(path, { ...this.#files.at(path), ...attributes })
  }
}

/** Whether a clean path is another one or below it. */
export function isWithin(path: ByteString, above: ByteString): boolean {
  return above === '' || path === above || path.startsWith(`${above}/`)
}

/** How many names a file has in a tree. */
export function countNames(root: Directory, node: Node): number {
  let count = 0
  for (const other of walk(root)) if (other.node === node) count++
  return count
}

function refuseAttributes({ xattrs }: Node, path: ByteString): void {
  if (xattrs.size > 0) throw new NotUnderstood(`a copy of extended attributes to ${show(path)}`)
}
