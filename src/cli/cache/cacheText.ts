import type { CacheEntry, CacheReport, PruneReport } from '../../api/cache.js'
import type { CacheUsage } from '../../api/cacheUsage.js'
import { oneLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { formatAge } from '../text/units.js'
import { cutTo } from '../text/width.js'
import { countText } from './kinds.js'

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

/** How much the store keeps of each kind, for people, as `docker system df` tells it. */
export function usageText({ dir, kinds, size, reclaimable, processes }: CacheUsage): string {
  const rows = kinds.map(({ kind, count, active, ...bytes }) => [
    kind,
    `${count}`,
    `${active}`,
    formatBytes(bytes.size),
    shareText(bytes.reclaimable, bytes.size),
  ])
  const table = formatColumns([['KIND', 'TOTAL', 'ACTIVE', 'SIZE', 'RECLAIMABLE'], ...rows])
  const who = processes.length > 0 ? `; ${processesText(processes)} may be using the rest` : ''
  return `${table}\n${formatBytes(size)} in ${oneLine(dir)}, ${shareText(reclaimable, size)} reclaimable${who}\n`
}

function shareText(part: number, all: number): string {
  return all === 0 ? formatBytes(part) : `${formatBytes(part)} (${Math.floor((part / all) * 100)}%)`
}

function processesText(processes: readonly number[]): string {
  return `${processes.length === 1 ? 'process' : 'processes'} ${processes.join(', ')}`
}

/** What pruning did, for people. */
export function pruneText({ dir, removed, freed, size, inUse, processes }: PruneReport): string {
  const what = removed.length > 0 ? `removed ${countText(removed)}: ${formatBytes(freed)}` : 'removed nothing'
  const kept = inUse.reduce((sum, entry) => sum + entry.size, 0)
  const used =
    inUse.length > 0 ? `kept ${formatBytes(kept)} that builds may be using: ${processesText(processes)}\n` : ''
  return `${what}\n${used}left ${formatBytes(size)} in ${oneLine(dir)}\n`
}

function nameText({ kind, name, what }: CacheEntry): string {
  if (kind === 'mount') return oneLine(name)
  const digest = `sha256:${name.slice(0, 12)}`
  return what === undefined ? digest : `${digest} ${cutTo(oneLine(what), 60)}`
}

function ageOf({ lastUsed }: CacheEntry, now: number): string {
  return formatAge(now - lastUsed.getTime())
}
