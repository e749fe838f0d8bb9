import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hexOf, isDigest } from '../core/digest.js'
import { systemError } from '../core/errors.js'
import { keptSize, sizeNote } from './treeSize.js'

/** Something that the store keeps, and can lose without harm: it is made or fetched anew when it is needed again. */
export interface Entry {
  /**
   * `blob`: a layer, or a document of an image; `index`: the table of contents of a layer; `record`: what an earlier build found out;
   * `unpacked`: a layer's files for RUN; `mount`: what RUN --mount=type=cache keeps.
   */
  readonly kind: 'blob' | 'index' | 'record' | 'unpacked' | 'mount'
  /** The digest's hex of a blob, an index or an unpacked layer; kind and key of a record; the id of a mount. */
  readonly name: string
  /** The file or folder. */
  readonly path: string
  /** The file or folder whose time is the last use. */
  readonly clock: string
  /** In bytes. */
  readonly size: number
  /** In milliseconds since 1970. */
  readonly lastUsed: number
}

/**
 * All that the store in a folder keeps; nothing where there is no store. Sizes of trees are known from when they were made, those of
 * mounts are measured after each use.
 */
export function inventory(dir: string): Entry[] {
  return [
    ...files('blob', join(dir, 'blobs/sha256')),
    ...files('index', join(dir, 'index')),
    ...namesIn(join(dir, 'records')).flatMap((kind) => files('record', join(dir, 'records', kind), kind)),
    ...folders('unpacked', join(dir, 'unpacked')),
    ...folders('mount', join(dir, 'mounts')),
  ]
}

/** What the records among all that a store keeps tell of blobs, by their digests' hex: the command that made a layer, the name of an image. */
export function descriptions(entries: readonly Entry[]): Map<string, string> {
  const told = new Map<string, string>()
  for (const { path } of entries.filter(({ kind }) => kind === 'record')) {
    const record = readJson(path)
    const what = textIn(record, 'what')
    const digest = textIn(record, 'diffId') ?? textIn(record, 'digest')
    if (what !== undefined && digest !== undefined && isDigest(digest)) told.set(hexOf(digest), what)
  }
  return told
}

function files(kind: Entry['kind'], folder: string, of?: string): Entry[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name)
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile()) return []
    const shown = of === undefined ? name : `${of}/${name.replace(/\.json$/, '')}`
    return [{ kind, name: shown, path, clock: path, size: stat.size, lastUsed: stat.mtimeMs }]
  })
}

/** Folders of `FOLDER/IDS/NAME`: trees made for different ids of the host. */
function folders(kind: 'unpacked' | 'mount', folder: string): Entry[] {
  return namesIn(folder).flatMap((ids) =>
    namesIn(join(folder, ids)).flatMap((name) => {
      const path = join(folder, ids, name)
      const about = join(path, 'about.json')
      const clock = kind === 'mount' ? about : sizeNote(path)
      const stat = lstatSync(clock, { throwIfNoEntry: false }) ?? lstatSync(path, { throwIfNoEntry: false })
      if (!stat) return []
      const lastUsed = stat.mtimeMs
      const size = keptSize(path, kind === 'mount' ? lastUsed : 0)
      return [{ kind, name: (kind === 'mount' && textIn(readJson(about), 'id')) || name, path, clock, size, lastUsed }]
    }),
  )
}

/** A small JSON document, or undefined where it is not there or is none. */
function readJson(path: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return value
  } catch {
    return undefined
  }
}

function textIn(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Object.getOwnPropertyDescriptor(value, field)?.value
  return typeof found === 'string' ? found : undefined
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
