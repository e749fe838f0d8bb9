import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import type { Step } from './checkTree.js'
import type { LayerEntry } from './layerContents.js'

const prefix = '.wh.'
/** Of AUFS: engines pass over names that begin so; the one that specifications know is `opaque`. */
const metaPrefix = '.wh..wh.'
const opaque = '.wh..wh..opq'

/** Whether an entry is no file but tells that something is gone (OCI image-spec, layer.md, "Whiteouts"). */
export function isWhiteout(path: ByteString): boolean {
  return path.startsWith(prefix, path.lastIndexOf('/') + 1)
}

/** Applies a whiteout to what lower layers have, and tells what is odd of it. */
export function checkWhiteout({ path }: LayerEntry, { tree, layer, hits, whiteouts }: Step): void {
  const at = path.lastIndexOf('/') + 1
  const [folder, name] = [path.slice(0, at), path.slice(at)]
  const shown = textOfBytes(path)
  if (name === opaque) {
    hits.add('whiteout-opaque', shown)
    if (!whiteouts.has(path)) tree.empty(folder.slice(0, -1), layer)
    whiteouts.add(path)
  } else if (name.startsWith(metaPrefix)) hits.add('whiteout-unknown', shown)
  else if (name === prefix + '..') hits.add('whiteout-above', shown)
  else if (name === prefix || name === prefix + '.') hits.add('whiteout-name', shown)
  else {
    const hidden = folder + name.slice(prefix.length)
    const { node } = tree.find(hidden)
    if (whiteouts.has(path)) hits.add('whiteout-twice', shown)
    else if (!node) hits.add('whiteout-nothing', shown)
    else if (node.layer === layer || node.within === layer) hits.add('whiteout-own', shown)
    else tree.remove(hidden)
    whiteouts.add(path)
  }
}
