import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import { cleanPath } from '../../tar/cleanPath.js'
import { Hits } from '../finding.js'
import { FileTree, type Found, type TreeNode } from './fileTree.js'
import { entryText, type LayerEntry } from './layerContents.js'
import { checkWhiteout, isWhiteout } from './whiteouts.js'

/** A layer that is put on top of those below it. */
export interface Step {
  readonly tree: FileTree
  /** From 1. */
  readonly layer: number
  readonly hits: Hits
  /** The paths of its whiteouts so far. */
  readonly whiteouts: Set<ByteString>
}

/** What is to be said of each layer's entries by what else the layer and those below it hold: what each engine meets when it unpacks them. */
export function checkTree(layers: readonly (readonly LayerEntry[])[]): Hits[] {
  const tree = new FileTree()
  return layers.map((entries, i) => {
    const step = { tree, layer: i + 1, hits: new Hits(), whiteouts: new Set<ByteString>() }
    for (const entry of entries) apply(entry, step)
    return step.hits
  })
}

function apply(entry: LayerEntry, step: Step): void {
  const { tree, layer, hits } = step
  const { path } = entry
  if (path === '') return
  const found = tree.find(path)
  if (found.blocked && tellBlocked(entry, found.blocked, step)) return
  if (isWhiteout(path)) {
    checkWhiteout(entry, step)
    return
  }
  if (isRepeated(entry, found, layer)) hits.add('entry-twice', entryText(entry))
  if (entry.type === 'link') checkHardLink(entry, step)
  tree.put(path, nodeOf(entry, layer))
}

/** Tells what stands in the way of an entry; whether it goes elsewhere for that. */
function tellBlocked(entry: LayerEntry, { path, node }: NonNullable<Found['blocked']>, { layer, hits }: Step): boolean {
  const own = node.layer === layer
  const shown = `${textOfBytes(entry.path)} (below ${textOfBytes(path)}${node.kind === 'symlink' ? ` -> ${textOfBytes(node.target)}` : ''})`
  if (node.kind !== 'symlink') hits.add(own ? 'entry-below-file' : 'entry-below-lower-file', shown)
  else if (!own) hits.add('entry-below-lower-link', shown)
  else hits.add(leadsOut(path, node.target) ? 'entry-below-outside-link' : 'entry-below-link', shown)
  return own
}

/** Whether a symbolic link leads above the root that it stands in: not so an absolute one, which is below the container's own. */
function leadsOut(path: ByteString, target: ByteString): boolean {
  return !target.startsWith('/') && cleanPath(`${path}/../${target}`) === undefined
}

/** Directories may be named again, with what they are. */
function isRepeated({ type }: LayerEntry, { node }: Found, layer: number): boolean {
  return node?.layer === layer && (node.named || type !== 'directory')
}

function checkHardLink(entry: LayerEntry, { tree, layer, hits }: Step): void {
  const target = cleanPath(entry.linkPath)
  if (target === undefined) return
  const { node } = tree.find(target)
  if (node?.kind === 'directory') hits.add('link-folder', entryText(entry))
  else if (!node || target === entry.path) hits.add('link-missing', entryText(entry))
  else if (node.layer < layer) hits.add('link-lower', entryText(entry))
}

function nodeOf({ type, linkPath }: LayerEntry, layer: number): TreeNode {
  const kind = type === 'directory' || type === 'symlink' ? type : 'other'
  return { kind, layer, named: true, target: kind === 'symlink' ? linkPath : '' }
}
