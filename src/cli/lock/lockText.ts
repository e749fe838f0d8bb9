import type { LockEntry, LockReport } from '../../api/lock/lock.js'
import { oneLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'

/** What became of a lock, or would become of it, for people: what changed, and how many names it has. */
export function lockText({ file, entries, same }: LockReport, check: boolean): string {
  const changed = entries.filter(({ before, now }) => before !== now)
  const lines = formatColumns(changed.map((entry) => [`  ${mark(entry)}`, oneLine(entry.name), ...digests(entry)]))
  const locked = entries.filter(({ now }) => now !== undefined).length
  const count = `${locked} ${locked === 1 ? 'name' : 'names'}`
  if (same) return `${oneLine(file)} is up to date: ${count}\n`
  return check ? `${oneLine(file)} is not up to date:\n${lines}` : `${oneLine(file)} is written: ${count}\n${lines}`
}

function mark({ before, now }: LockEntry): string {
  return before === undefined ? 'added' : now === undefined ? 'dropped' : 'moved'
}

function digests({ before, now }: LockEntry): string[] {
  return now === undefined || before === undefined ? [now ?? before ?? ''] : [`${before} -> ${now}`]
}
