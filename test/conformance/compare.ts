import { imageSummary, type FileSummary, type ImageSummary } from '../support/imageSummary.js'
import { baseArchive, baseNames } from './bases.js'
import { keptTime } from './files.js'
import type { Result } from './recording.js'

/**
 * A built image told as what became of its base, which is known by the history that both begin with.
 *
 * Times: a file from a base or an added archive brings `keptTime` with it, which is compared. Every other time is that of the build, `newTime` where
 * that is known (oci-pack gives all of them the same) and is left out, so that one that is neither shows as a difference. A
 * folder of the base in which something was made has its time or a new one: both count as unchanged.
 */
export function sinceBase(summary: ImageSummary, newTime?: number): Result {
  const name = baseNames.find((candidate) => summary.history[0]?.[0].endsWith(` of ${candidate}`))
  const below = name === undefined ? undefined : baseSummary(name)
  const base = below?.tree ?? {}
  const withoutNewTime = ({ mtime, ...rest }: FileSummary): FileSummary =>
    mtime === undefined || (mtime !== keptTime && mtime === (newTime ?? mtime)) ? rest : { ...rest, mtime }
  const gone = Object.keys(base).filter((path) => !(path in summary.tree))
  const made = Object.entries(summary.tree)
    .map(([path, file]): [string, FileSummary] => [path, withoutNewTime(file)])
    .filter(([path, file]) => !isUnchanged(file, base[path]))
  return {
    ...summary,
    base: name ?? null,
    changes: summary.changes.slice(below?.layers ?? 0),
    tree: Object.fromEntries([...made, ...gone.map((path): [string, null] => [path, null])]),
  }
}

const baseSummaries = new Map<string, ImageSummary>()

function baseSummary(name: string): ImageSummary {
  const known = baseSummaries.get(name) ?? imageSummary(baseArchive(name))
  baseSummaries.set(name, known)
  return known
}

function isUnchanged(file: FileSummary, before: FileSummary | undefined): boolean {
  if (file.type !== 'dir' || before === undefined) return same(file, before)
  return same({ ...file, mtime: 0 }, { ...before, mtime: 0 })
}

/** What differs between what Docker made and what oci-pack made: where (`config.Env`, `tree./etc/motd`) and both values. */
export function differences(docker: Result, ours: Result): Map<string, string> {
  const found = new Map<string, string>()
  const compare = (at: string, a: unknown, b: unknown) => {
    if (!same(a, b)) found.set(at, `${at}: Docker ${show(a)} | oci-pack ${show(b)}`)
  }
  compare('base', docker.base, ours.base)
  compare('tags', docker.tags, ours.tags)
  compare('layers', docker.layers, ours.layers)
  for (let i = 0; i < Math.max(docker.changes.length, ours.changes.length); i++)
    compare(`changes.${i + 1}`, docker.changes[i]?.join(', '), ours.changes[i]?.join(', '))
  compare('history', docker.history, ours.history)
  for (const part of ['platform', 'config', 'tree'] as const) {
    const keys = new Set([...Object.keys(docker[part]), ...Object.keys(ours[part])])
    for (const key of keys)
      compare(part === 'tree' ? `tree./${key}` : `${part}.${key}`, docker[part][key], ours[part][key])
  }
  return found
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** Objects with their keys in order, so that equal values print alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!(value instanceof Object)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
