import type { ByteString } from '../../core/bytes.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { pathParts } from '../../rootfs/tree.js'
import { execute, type Identity, may, root as almighty } from './permission.js'

/** Where a path leads. `path` has no links and no leading `/`; where the way ends early, it is as far as it went. */
export type Reached =
  | { readonly kind: 'found'; readonly path: ByteString; readonly node: Node }
  | { readonly kind: 'missing'; readonly path: ByteString }
  /** A file is in the way, or at the end of a path that ends in `/`. */
  | { readonly kind: 'no-folder'; readonly path: ByteString }
  /** A folder that may not be entered. */
  | { readonly kind: 'closed'; readonly path: ByteString }
  | { readonly kind: 'loop'; readonly path: ByteString }
  /** A folder that is mounted, or what is below it: `node` is what the image has there, which nobody sees. */
  | { readonly kind: 'covered'; readonly path: ByteString; readonly cover: ByteString; readonly node: Node | undefined }

/** How a path is looked at. */
export interface Way {
  /** Where a relative path begins; the root unless said. A process that is there already needs no leave to enter the folders above. */
  readonly cwd?: ByteString
  /** Root unless said. */
  readonly identity?: Identity
  /** Folders that something is mounted on, clean and without a leading `/`. */
  readonly covers?: readonly ByteString[]
}

/** As many links as Linux follows in one path. */
const maxLinks = 40

/** Follows a path through a tree as Linux does for a process whose root it is (path_resolution(7)): unlike `find`, to the letter. */
export function reach(root: Directory, path: ByteString, { cwd = '', identity = almighty, covers = [] }: Way): Reached {
  const ahead = (path.startsWith('/') ? pathParts(path) : [...pathParts(cwd), ...pathParts(path)]).reverse()
  const own = pathParts(path).length
  let onTheWay = path.startsWith('/')
  const at: { name: ByteString; node: Node }[] = []
  const shown = (more: readonly ByteString[] = []): ByteString => [...at.map(({ name }) => name), ...more].join('/')
  const here = (): Node => at[at.length - 1]?.node ?? root
  for (let links = 0; ahead.length > 0;) {
    const node = here()
    if (node.type !== 'directory') return { kind: 'no-folder', path: shown() }
    // Not before the process' own folder.
    onTheWay ||= ahead.length <= own
    if (onTheWay && !may(identity, node, execute)) return { kind: 'closed', path: shown() }
    const name = ahead.pop() ?? ''
    if (name === '..') {
      at.pop()
      continue
    }
    const next = node.children.get(name)
    const cover = coverOf(covers, shown([name]), next ? undefined : shown([name, ...ahead.toReversed()]))
    if (cover !== undefined && ahead[ahead.length - 1] !== '..') {
      const below = reach(root, `/${shown([name, ...ahead.reverse()])}`, {})
      return { kind: 'covered', path: below.path, cover, node: below.kind === 'found' ? below.node : undefined }
    }
    if (next?.type === 'symlink') {
      if (++links > maxLinks) return { kind: 'loop', path: shown([name]) }
      if (next.target.startsWith('/')) at.length = 0
      ahead.push(...pathParts(next.target).reverse())
      continue
    }
    if (next === undefined) return { kind: 'missing', path: shown([name]) }
    at.push({ name, node: next })
  }
  if (path.endsWith('/') && here().type !== 'directory') return { kind: 'no-folder', path: shown() }
  return { kind: 'found', path: shown(), node: here() }
}

/** The mounted folder that has this path, or that is ahead where a mount makes what is missing. */
function coverOf(
  covers: readonly ByteString[],
  path: ByteString,
  ahead: ByteString | undefined,
): ByteString | undefined {
  return covers.find((cover) => cover === path || cover === ahead || ahead?.startsWith(`${cover}/`))
}
