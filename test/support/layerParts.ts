import { sha256 } from '../../src/core/hash.js'
import type { LayerPart } from '../../src/inspect/survey.js'
import { tarHeader } from '../../src/oci/tar/entry.js'
import type { IndexEntry } from '../../src/rootfs/layerIndex.js'

/**
 * A layer by its paths: `'a/'` is a directory, a number a file of that size, `'-> target'` a symbolic link, `'=> target'` a hard link, and a
 * whiteout what its name says. What is in `modes` has that mode in place of 0644 or 0755.
 */
export function layerPart(
  files: Readonly<Record<string, number | string>>,
  modes: Readonly<Record<string, number>> = {},
): LayerPart {
  const digest = sha256(JSON.stringify(files))
  const locate = (): Promise<never> => Promise.reject(new Error('nothing is read'))
  const layer = { descriptor: { mediaType: 'x', digest, size: 0 }, diffId: digest, locate }
  const entries = Object.entries(files).map(([name, what], i) => entry(name, what, modes[name], i))
  return { layer, index: { entries } }
}

function entry(name: string, what: number | string, mode: number | undefined, offset: number): IndexEntry {
  if (name.endsWith('/'))
    return { header: tarHeader(name.slice(0, -1), { type: 'directory', mode: mode ?? 0o755 }), offset }
  if (typeof what === 'number') return { header: tarHeader(name, { mode: mode ?? 0o644, size: what }), offset }
  const type = what.startsWith('-> ') ? 'symlink' : 'link'
  return { header: tarHeader(name, { type, mode: mode ?? 0o777, linkPath: what.slice(3) }), offset }
}
