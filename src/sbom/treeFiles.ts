import { bytesOfText, type ByteString, textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import type { ContentReader, ReadInto } from '../rootfs/contentReader.js'
import type { Directory, Node, RegularFile } from '../rootfs/node.js'
import { find } from '../rootfs/tree.js'
import type { Unread } from './package.js'

/** As many bytes as a file of some text may have; a package database of a large system has a tenth of it. */
const maxText = 64 << 20

/** The files of an image, read as an inventory needs them: what cannot be read is noted, not thrown. */
export class TreeFiles {
  readonly root: Directory
  readonly unread: Unread[] = []
  readonly #reader: Pick<ContentReader, 'bytes' | 'with'>

  constructor(root: Directory, reader: Pick<ContentReader, 'bytes' | 'with'>) {
    this.root = root
    this.#reader = reader
  }

  /** What a path leads to, links followed within the image. */
  node(path: string): Node | undefined {
    try {
      return find(this.root, bytesOfText(path)).node
    } catch {
      // A loop of links: nobody in the image could open it either.
      return undefined
    }
  }

  /** The text of the file at a path; undefined where there is none, or it is too large, which is noted. @throws OciPackError `io` */
  async text(path: string): Promise<string | undefined> {
    const node = this.node(path)
    return node?.type === 'file' ? this.textOf(node, path) : undefined
  }

  /** The text of a file. @param path names it @throws OciPackError `io` */
  async textOf(file: RegularFile, path: string): Promise<string | undefined> {
    const read = async () => (await this.#reader.bytes(file.content, file.size, maxText, path)).toString('utf8')
    return this.noted(path, read)
  }

  /** Gives a file to be read at any place. @throws OciPackError `io` */
  async with<T>(file: RegularFile, path: string, use: (read: ReadInto) => T): Promise<T | undefined> {
    return this.noted(path, () => this.#reader.with(file.content, use))
  }

  /** What some work gives; undefined where the image is at fault, which is noted. @throws what this machine is at fault for */
  async noted<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof OciPackError) || !faults.has(error.code)) throw error
      this.note(path, error.message)
      return undefined
    }
  }

  note(path: string, why: string): void {
    this.unread.push({ path: shownPath(path), why })
  }
}

const faults: ReadonlySet<string> = new Set(['format', 'unsupported'])

/** A path of a tree as it is told. */
export function shownPath(path: ByteString): string {
  return `/${textOfBytes(path).replace(/^\/+/, '')}`
}
