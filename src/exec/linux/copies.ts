import { join } from 'node:path'
import type { ByteString } from '../../core/bytes.js'
import { diffTrees } from '../../rootfs/diff.js'
import { headerOf } from '../../rootfs/headerOf.js'
import { type Content, type Directory, emptyDirectory } from '../../rootfs/node.js'
import { cloneTree, nodeAt, whiteoutPrefix } from '../../rootfs/tree.js'
import type { Store, TemporaryFolder } from '../../store/store.js'
import type { TreePart } from '../executor.js'
import { encodeWhiteout } from './entries.js'
import type { Ids } from './ids.js'
import { isDevice, withoutMarks } from './overlayForm.js'
import { withOwner } from './owners.js'
import { entryBytes, makeFiles } from './unpack.js'
import { encodeValue } from './wire.js'

/** The bytes of a file of a tree. */
export type OpenContent = (content: Content, size: number) => AsyncIterable<Uint8Array>

interface Copy {
  readonly holder: TemporaryFolder
  readonly folder: string
  /** The tree as it was when the copy was last made equal to it. */
  tree: Directory
}

/**
 * Copies of file trees on disk, for where no overlay can be had. One of a tree that grows, as a stage's does, is kept and only gets what
 * is new. Close it: the copies are large.
 */
export class Copies {
  readonly #store: Store
  readonly #ids: Ids
  readonly #open: OpenContent
  readonly #copies = new Map<Directory, Copy>()

  constructor(store: Store, ids: Ids, open: OpenContent) {
    this.#store = store
    this.#ids = ids
    this.#open = open
  }

  /** A folder that holds what the tree holds now; a process may change it, once, before the tree gets the same changes. @throws OciPackError `executor`, `io` */
  async of(tree: Directory): Promise<string> {
    const known = this.#copies.get(tree)
    const copy = known ?? (await this.#new())
    // Names of one file are copies: to write to one of them leaves the others alone, as it does in an overlay.
    await makeFiles(copy.folder, this.#entries(known ? copy.tree : undefined, tree), this.#ids, true)
    copy.tree = cloneTree(tree)
    this.#copies.set(tree, copy)
    return copy.folder
  }

  /** Makes a copy of a part of a tree, to be used up, at a path in a folder of the caller's. */
  async part({ tree, path }: TreePart, folder: string): Promise<string> {
    const node = nodeAt(tree, path)
    const alone = emptyDirectory({ mode: 0o700 })
    if (node) alone.children.set('part', node)
    await makeFiles(folder, this.#entries(undefined, alone), this.#ids, true)
    return join(folder, 'part')
  }

  /** Gives a copy up, for what is in it is not what its tree will be. */
  async forget(tree: Directory): Promise<void> {
    const copy = this.#copies.get(tree)
    this.#copies.delete(tree)
    await copy?.holder.remove()
  }

  async close(): Promise<void> {
    for (const tree of [...this.#copies.keys()]) await this.forget(tree)
  }

  async #new(): Promise<Copy> {
    const holder = await this.#store.temporaryFolder()
    return { holder, folder: join(holder.path, 'tree'), tree: emptyDirectory() }
  }

  async *#entries(before: Directory | undefined, after: Directory): AsyncGenerator<Uint8Array> {
    yield entryBytes(headerOf('', after))
    for (const { header, content } of diffTrees(before ?? emptyDirectory(), after)) {
      const gone = goneName(header.path)
      if (gone !== undefined) yield encodeValue(encodeWhiteout(gone))
      else if (isDevice(header, this.#ids)) continue
      else {
        yield entryBytes(withOwner(withoutMarks(header, this.#ids), this.#ids))
        if (content) yield* this.#open(content, header.size)
      }
    }
  }
}

/** What a whiteout takes away, or undefined for what is none. */
function goneName(path: ByteString): ByteString | undefined {
  const slash = path.lastIndexOf('/') + 1
  if (!path.startsWith(whiteoutPrefix, slash)) return undefined
  return path.slice(0, slash) + path.slice(slash + whiteoutPrefix.length)
}
