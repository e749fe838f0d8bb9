import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { readTar, type TarItem } from './tarItems.js'

/** A file of an image, as far as two builders can agree on it. Numbers of seconds, bytes and ids; the mode in octal. */
export interface FileSummary {
  readonly type: TarItem['type'] | 'file'
  /** Not of a symbolic link: no kernel reads it. */
  readonly mode?: string
  readonly uid: number
  readonly gid: number
  readonly mtime?: number
  readonly size?: number
  /** A short text as it is; else `sha256`. */
  readonly text?: string
  readonly sha256?: string
  readonly target?: string
  readonly device?: string
  readonly xattrs?: Readonly<Record<string, string>>
}

/** What an image archive holds: its configuration and the tree that its layers make. */
export interface ImageSummary {
  readonly tags: readonly string[]
  readonly platform: Readonly<Record<string, unknown>>
  /** The fields of the configuration's `config` that are set. */
  readonly config: Readonly<Record<string, unknown>>
  readonly layers: number
  /**
   * What each layer says, by name in order: files, links (`NAME = TARGET` of hard ones), whiteouts, and directories (`NAME/`) that
   * the layers below do not have just so; a directory that stands there only because it is above a change is left out.
   */
  readonly changes: readonly (readonly string[])[]
  /** created_by and empty_layer of each step. */
  readonly history: readonly (readonly [string, boolean])[]
  /** By path; bytes that are not UTF-8 are shown as `\xNN`. */
  readonly tree: Readonly<Record<string, FileSummary>>
}

/** What a container runtime makes by itself, whatever the image holds there. */
const ofTheRuntime = new Set(
  ['etc/hosts', 'etc/hostname', 'etc/resolv.conf', 'etc/mtab', '.dockerenv', 'proc', 'sys', 'dev'].concat([
    'dev/console',
    'dev/pts',
    'dev/shm',
    'run/.containerenv',
    'run/secrets',
  ]),
)

/**
 * Reads the one image of a `docker save` archive (old layout and new), verifying every digest on the way. It is written
 * independently of src/, whose work is judged by it.
 * @throws Error where the archive is not right
 */
export function imageSummary(archive: Buffer): ImageSummary {
  const files = new Map(readTar(archive).map((item) => [item.name, item]))
  for (const [name, { body }] of files) {
    const digest = /^blobs\/sha256\/(.+)/.exec(name)?.[1]
    if (digest !== undefined && digest !== sha256(body)) throw new Error(`blob ${digest} does not hash to its name`)
  }
  const manifest: unknown = JSON.parse(contentOf(files, 'manifest.json').toString())
  const entry = Array.isArray(manifest) && manifest.length === 1 ? record(manifest[0]) : {}
  const config = record(JSON.parse(contentOf(files, String(entry['Config'])).toString()))
  const layers = list(entry['Layers']).map((name) => plain(contentOf(files, String(name))))
  const expected = list(record(config['rootfs'])['diff_ids'])
  const found = layers.map((layer) => 'sha256:' + sha256(layer))
  if (expected.join() !== found.join())
    throw new Error(`the layers are ${found.join()}, the diff_ids ${expected.join()}`)
  const { tree, changes } = treeOf(layers)
  return {
    tags: list(entry['RepoTags']).map(String).sort(),
    platform: set({
      architecture: config['architecture'],
      os: config['os'],
      variant: config['variant'],
      author: config['author'],
    }),
    config: set(record(config['config'])),
    layers: layers.length,
    changes,
    history: list(config['history']).map((step) => {
      const { created_by: by, empty_layer: empty } = record(step)
      return [typeof by === 'string' ? by : '', empty === true]
    }),
    tree,
  }
}

function contentOf(files: ReadonlyMap<string, TarItem>, name: string): Buffer {
  const item = files.get(name)
  if (item?.type !== 'file') throw new Error(`the archive has no file ${name}`)
  return item.body
}

function plain(layer: Buffer): Buffer {
  return layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer) : layer
}

/** The layers laid over each other (OCI image-spec, layer.md, "Applying Changesets"). */
function treeOf(layers: readonly Buffer[]): Pick<ImageSummary, 'tree' | 'changes'> {
  const tree = new Map<string, FileSummary>()
  const changes = layers.map((layer) => {
    const made = new Set<string>()
    const items = readTar(layer).filter(({ name }) => name !== '' && name !== '.')
    const said = items
      .filter((item) => !ofTheRuntime.has(item.name) && !isKnown(tree.get(item.name), item))
      .map((item) => changeOf(item))
    for (const item of items) apply(tree, made, item)
    return said.sort()
  })
  const shown = [...tree].filter(([path]) => !ofTheRuntime.has(path)).sort(([a], [b]) => (a < b ? -1 : 1))
  return { tree: Object.fromEntries(shown.map(([path, file]) => [readable(path), file])), changes }
}

function isKnown(before: FileSummary | undefined, item: TarItem): boolean {
  if (item.type !== 'dir' || before?.type !== 'dir') return false
  const { mode, uid, gid, xattrs } = fileOf(item)
  return (
    JSON.stringify([before.mode, before.uid, before.gid, before.xattrs]) === JSON.stringify([mode, uid, gid, xattrs])
  )
}

function changeOf({ name, type, target }: TarItem): string {
  const shown = readable(name)
  return type === 'dir' ? `${shown}/` : type === 'hardlink' ? `${shown} = ${readable(target)}` : shown
}

function apply(tree: Map<string, FileSummary>, made: Set<string>, item: TarItem): void {
  const parent = item.name.slice(0, Math.max(0, item.name.lastIndexOf('/')))
  const below = parent ? parent + '/' : ''
  const base = item.name.slice(below.length)
  if (base === '.wh..wh..opq') {
    for (const path of tree.keys()) if (path.startsWith(below) && !made.has(path)) tree.delete(path)
    return
  }
  if (base.startsWith('.wh.')) return remove(tree, below + base.slice(4))
  for (let at = parent; at && !tree.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    tree.set(at, { type: 'dir', mode: '0755', uid: 0, gid: 0 })
    made.add(at)
  }
  if (tree.get(item.name)?.type === 'dir' && item.type !== 'dir') remove(tree, item.name)
  made.add(item.name)
  const linked = item.target.replace(/^(\.?\/)+/, '')
  const file = item.type === 'hardlink' ? tree.get(linked) : fileOf(item)
  if (!file) throw new Error(`a hard link ${item.name} to ${item.target}, which is not there`)
  tree.set(item.name, file)
}

function remove(tree: Map<string, FileSummary>, path: string): void {
  for (const other of tree.keys()) if (other === path || other.startsWith(path + '/')) tree.delete(other)
}

function fileOf({ type, mode, uid, gid, mtime, body, target, device, xattrs }: TarItem): FileSummary {
  return {
    type,
    ...(type === 'symlink' ? { target: readable(target) } : { mode: mode.toString(8).padStart(4, '0') }),
    uid,
    gid,
    mtime,
    ...(type === 'file' ? { size: body.length, ...content(body) } : {}),
    ...(type === 'char' || type === 'block' ? { device } : {}),
    ...(Object.keys(xattrs).length > 0 ? { xattrs } : {}),
  }
}

function content(body: Buffer): { text: string } | { sha256: string } {
  const text = body.length <= 2000 ? body.toString() : undefined
  return text !== undefined && Buffer.from(text).equals(body) ? { text } : { sha256: sha256(body) }
}

function readable(bytes: string): string {
  const raw = Buffer.from(bytes, 'latin1')
  const text = raw.toString()
  if (Buffer.from(text).equals(raw)) return text
  return bytes.replace(/[^\x20-\x7e]/g, (char) => '\\x' + char.charCodeAt(0).toString(16).padStart(2, '0'))
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

/** Without the fields that are null, false, empty strings, empty lists or empty objects: builders differ in which they write. */
function set(fields: Record<string, unknown>): Record<string, unknown> {
  const isSet = (value: unknown) =>
    Boolean(value) && (typeof value !== 'object' || value === null || Object.keys(value).length > 0)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSet(value)))
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
