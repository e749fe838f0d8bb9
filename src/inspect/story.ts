import type { ByteString } from '../core/bytes.js'
import type { Node } from '../rootfs/node.js'
import { find, walk } from '../rootfs/tree.js'
import type { Change, Survey } from './survey.js'

/** What became of a path in one layer. */
export interface Event {
  /** Counted from 0. */
  readonly layer: number
  readonly change: Change
  /** What was removed or replaced as a whole, so that this path is gone: it, or the highest directory above it. */
  readonly removedWith?: ByteString
}

/** A link on the way to a file. */
export interface StoryLink {
  readonly path: ByteString
  readonly target: ByteString
  readonly layer: number | undefined
}

/** How a path of an image came to be what it is. */
export interface Story {
  /** The links that lead from the path to the file, with the layers, counted from 0, that made them. */
  readonly links: readonly StoryLink[]
  /** Where the path leads, without links. */
  readonly path: ByteString
  /** What is there; undefined where it is gone. */
  readonly node: Node | undefined
  /** The other names of the same file. */
  readonly names: readonly ByteString[]
  /** The lowest layer first. */
  readonly events: readonly Event[]
}

/** The story of a path, links followed; undefined where no layer has ever had it. @throws OciPackError `source` for a loop of links */
export function storyOf({ tree, layers, madeBy }: Survey, wanted: ByteString): Story | undefined {
  const links: StoryLink[] = []
  const met = (path: ByteString, { target }: { target: ByteString }): void => {
    links.push({ path, target, layer: madeBy.get(path) })
  }
  const { path, node } = find(tree, wanted, { met })
  const events = layers.flatMap(({ changes }, layer) => {
    const change = changes.find((change) => change.path === path)
    if (!change) return []
    return [{ layer, change, ...(change.kind === 'removed' ? { removedWith: highestGone(changes, path) } : {}) }]
  })
  if (!node && events.length === 0) return undefined
  return { links, path, node, names: otherNames(tree, path, node), events }
}

function highestGone(changes: readonly Change[], path: ByteString): ByteString {
  const above = changes.find(
    (change) =>
      path.startsWith(`${change.path}/`) &&
      (change.kind === 'removed' || (change.kind === 'changed' && change.node.type !== 'directory')),
  )
  return above?.path ?? path
}

function otherNames(tree: Survey['tree'], path: ByteString, node: Node | undefined): ByteString[] {
  if (!node || node.type === 'directory') return []
  return Array.from(walk(tree)).flatMap((other) => (other.node === node && other.path !== path ? [other.path] : []))
}
