import type { CacheEntry, CacheReport, PruneReport } from '../../api/cache.js'
import { oneLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'
import { formatAge, formatBytes } from '../text/units.js'
import { cutTo } from '../text/width.js'

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

/** What the store keeps, for people; what there are many small ones of is summed up. `now` is in milliseconds since 1970. */
export function reportText({ dir, entries, size }: CacheReport, now: number): string {
  const single = entries.filter(({ kind }) => kind !== 'index' && kind !== 'record')
  const rows = [
    ...single.map((entry) => [entry.kind, formatBytes(entry.size), ageOf(entry, now), nameText(entry)]),
    ...(['index', 'record'] as const).flatMap((kind) => {
      const [newest, ...more] = entries.filter((entry) => entry.kind === kind)
      if (!newest) return []
      const all = [newest, ...more]
      const sum = all.reduce((total, entry) => total + entry.size, 0)
      return [[kind, formatBytes(sum), ageOf(newest, now), countText(all)]]
    }),
  ]
  const table = rows.length > 0 ? `${formatColumns([['KIND', 'SIZE', 'LAST USED', 'WHAT'], ...rows])}\n` : ''
  return `${table}${formatBytes(size)} in ${oneLine(dir)}\n`
}

/** What pruning did, for people. */
export function pruneText({ dir, removed, freed, size, inUse, processes }: PruneReport): string {
  const what = removed.length > 0 ? `removed ${countText(removed)}: ${formatBytes(freed)}` : 'removed nothing'
  const kept = inUse.reduce((sum, entry) => sum + entry.size, 0)
  const who = `${processes.length === 1 ? 'process' : 'processes'} ${processes.join(', ')}`
  const used = inUse.length > 0 ? `kept ${formatBytes(kept)} that builds may be using: ${who}\n` : ''
  return `${what}\n${used}left ${formatBytes(size)} in ${oneLine(dir)}\n`
}

function nameText({ kind, name, what }: CacheEntry): string {
  if (kind === 'mount') return oneLine(name)
  const digest = `sha256:${name.slice(0, 12)}`
  return what === undefined ? digest : `${digest} ${cutTo(oneLine(what), 60)}`
}

function countText(entries: readonly CacheEntry[]): string {
  const kinds = Object.keys(singular) as Kind[]
  return kinds
    .map((kind) => [kind, entries.filter((entry) => entry.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${(count === 1 ? singular : plural)[kind]}`)
    .join(', ')
}

function ageOf({ lastUsed }: CacheEntry, now: number): string {
  return formatAge(now - lastUsed.getTime())
}
