import { type ByteString, compareBytes } from '../core/bytes.js'
import type { TarHeader } from '../oci/tar/entry.js'
import type { IndexEntry, LayerIndex } from '../rootfs/layerIndex.js'

/** In what a file of one layer is another than that of the same path in the other layer. */
export type Aspect = 'kind' | 'content' | 'mode' | 'owner' | 'time' | 'target' | 'device' | 'attributes'

/** A path that two layers do not have alike; an entry that is missing is in the other layer alone. */
export interface EntryPair {
  readonly path: ByteString
  readonly first?: IndexEntry
  readonly second?: IndexEntry
  /** Empty where one of them is missing, or where only the contents may differ. */
  readonly aspects: readonly Aspect[]
}

/** What two layers hold, held against each other. */
export interface ComparedEntries {
  /** What differs by the headers alone, in the order of the paths' bytes. */
  readonly different: readonly EntryPair[]
  /** Files of one size, whose contents have to be looked at to know; those in `different` among them. */
  readonly sameSize: readonly EntryPair[]
  /** Whether what both have stands in the same order. */
  readonly sameOrder: boolean
}

/** Holds the entries of two layers against each other. Of several entries of one path the last one counts, as it does for who unpacks them. */
export function compareEntries(first: LayerIndex, second: LayerIndex): ComparedEntries {
  const [ours, theirs] = [byPath(first), byPath(second)]
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])].sort(compareBytes)
  const pairs = paths.map((path) => pairOf(path, ours.get(path), theirs.get(path)))
  return {
    different: pairs.filter(({ first, second, aspects }) => !first || !second || aspects.length > 0),
    sameSize: pairs.filter(({ first, second, aspects }) => areFiles(first, second) && !aspects.includes('content')),
    sameOrder: inOrder(ours, theirs),
  }
}

function byPath({ entries }: LayerIndex): Map<ByteString, IndexEntry> {
  const last = new Map<ByteString, IndexEntry>()
  for (const entry of entries) {
    last.delete(entry.header.path)
    last.set(entry.header.path, entry)
  }
  return last
}

function pairOf(path: ByteString, first: IndexEntry | undefined, second: IndexEntry | undefined): EntryPair {
  if (first && second) return { path, first, second, aspects: aspectsOf(first.header, second.header) }
  return { path, ...(first && { first }), ...(second && { second }), aspects: [] }
}

function aspectsOf(a: TarHeader, b: TarHeader): Aspect[] {
  if (a.type !== b.type) return ['kind']
  const differs: readonly (readonly [Aspect, boolean])[] = [
    ['content', a.size !== b.size],
    ['target', a.linkPath !== b.linkPath],
    ['device', a.devMajor !== b.devMajor || a.devMinor !== b.devMinor],
    ['mode', a.mode !== b.mode],
    ['owner', a.uid !== b.uid || a.gid !== b.gid],
    ['time', a.mtime !== b.mtime || a.mtimeNsec !== b.mtimeNsec],
    ['attributes', !sameAttributes(a, b)],
  ]
  return differs.filter(([, is]) => is).map(([aspect]) => aspect)
}

function sameAttributes({ xattrs: a }: TarHeader, { xattrs: b }: TarHeader): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([name, value]) => {
    const other = b.get(name)
    return other !== undefined && Buffer.compare(value, other) === 0
  })
}

function areFiles(first: IndexEntry | undefined, second: IndexEntry | undefined): boolean {
  return first?.header.type === 'file' && second?.header.type === 'file' && first.header.size > 0
}

function inOrder(ours: ReadonlyMap<ByteString, unknown>, theirs: ReadonlyMap<ByteString, unknown>): boolean {
  const common = [...theirs.keys()].filter((path) => ours.has(path))
  let i = 0
  for (const path of ours.keys()) if (theirs.has(path) && path !== common[i++]) return false
  return true
}
