import type { CacheEntry } from '../../api/cache.js'

type Kind = CacheEntry['kind']

const singular: Readonly<Record<Kind, string>> = {
  blob: 'blob',
  index: 'index',
  record: 'record',
  unpacked: 'unpacked layer',
  mount: 'cache mount',
}
const plural: Readonly<Record<Kind, string>> = {
  blob: 'blobs',
  index: 'indexes',
  record: 'records',
  unpacked: 'unpacked layers',
  mount: 'cache mounts',
}

/** The kind of one thing that the store keeps, in words. */
export function kindText(kind: Kind): string {
  return singular[kind]
}

/** How many there are of each kind: `2 blobs, 1 record`. */
export function countsText(counts: Readonly<Partial<Record<Kind, number>>>): string {
  const found = (Object.keys(singular) as Kind[]).flatMap((kind) => {
    const count = counts[kind] ?? 0
    return count > 0 ? [`${count} ${(count === 1 ? singular : plural)[kind]}`] : []
  })
  return found.length > 0 ? found.join(', ') : 'nothing'
}

/** How many there are of each kind among these. */
export function countText(entries: readonly CacheEntry[]): string {
  const counts: Partial<Record<Kind, number>> = {}
  for (const { kind } of entries) counts[kind] = (counts[kind] ?? 0) + 1
  return countsText(counts)
}
