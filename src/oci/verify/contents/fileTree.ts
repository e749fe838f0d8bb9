import type { ByteString } from '../../../core/bytes.js'
import { OciPackError } from '../../../core/errors.js'

/** What stands at a path: kind, and the layer that put it there. */
export interface TreeNode {
  kind: 'directory' | 'symlink' | 'other'
  layer: number
  /** Whether an entry made it, and not only one below it. */
  named: boolean
  /** Where a symbolic link leads. */
  target: ByteString
  children?: Map<ByteString, TreeNode>
  /** The last layer that put something into it, however deep; undefined where none did. */
  within?: number
}

/** What stands in the way of a path, and what at its end. */
export interface Found {
  /** The first part of the path that is no directory, before its end. */
  readonly blocked?: { readonly path: ByteString; readonly node: TreeNode }
  readonly node?: TreeNode
}

/** As many paths as all layers together may have, folders that no entry names among them. */
const maxNodes = 4_000_000

/** The paths of an image's layers, one on top of the other: only as much of them as tells how layers meet. */
export class FileTree {
  readonly #root: TreeNode = { kind: 'directory', layer: 0, named: false, target: '' }

  #count = 0

  find(path: ByteString): Found {
    const parts = partsOf(path)
    let node = this.#root
    for (const [i, part] of parts.entries()) {
      const next = node.children?.get(part)
      if (!next) return {}
      if (i < parts.length - 1 && next.kind !== 'directory')
        return { blocked: { path: parts.slice(0, i + 1).join('/'), node: next } }
      node = next
    }
    return { node }
  }

  /**
   * Puts a node in the place of what was there, with the directories above it; a directory keeps what is in one.
   * @throws OciPackError `unsupported` for more paths than memory is given to
   */
  put(path: ByteString, node: TreeNode): void {
    const parts = partsOf(path)
    const name = parts.pop()
    if (name === undefined) return
    this.#count += 1
    let at = this.#root
    for (const part of parts) {
      at.within = node.layer
      const children = (at.children ??= new Map<ByteString, TreeNode>())
      const next = children.get(part)
      at = next?.kind === 'directory' ? next : { kind: 'directory', layer: node.layer, named: false, target: '' }
      if (at === next) continue
      children.set(part, at)
      this.#count += 1
    }
    at.within = node.layer
    const children = (at.children ??= new Map<ByteString, TreeNode>())
    if (this.#count > maxNodes)
      throw new OciPackError(
        'unsupported',
        `the layers have more than ${maxNodes} paths: they are not looked at together`,
        { hint: 'Make an image of fewer files; each layer alone is looked at all the same.' },
      )
    const kept = node.kind === 'directory' ? children.get(name)?.children : undefined
    children.set(name, kept ? { ...node, children: kept } : node)
  }

  remove(path: ByteString): void {
    const parts = partsOf(path)
    const name = parts.pop()
    if (name !== undefined) this.find(parts.join('/')).node?.children?.delete(name)
  }

  /** Removes what lower layers have in a directory. */
  empty(path: ByteString, layer: number): void {
    const { children } = this.find(path).node ?? {}
    for (const [name, { layer: made }] of children ?? []) if (made < layer) children?.delete(name)
  }
}

function partsOf(path: ByteString): ByteString[] {
  return path === '' ? [] : path.split('/')
}
