import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeTar, type TarItem } from '../support/tarItems.js'
import type { Files, FileSpec } from './case.js'

/**
 * The time of every file in a base or an added archive, 1976-05-03: older than what oci-pack gives to files of the context and to
 * what a build makes, so that the two can be told apart.
 */
export const keptTime = 200_000_000

/** Writes the files below `folder`, their modes independent of the umask. */
export function writeFiles(folder: string, files: Files): void {
  makeFolder(folder)
  for (const [path, spec] of Object.entries(files)) {
    for (const parent of parentsOf(path)) makeFolder(join(folder, parent))
    writeOne(folder, path, spec)
  }
  const deepestFirst = Object.entries(files).sort(([a], [b]) => b.length - a.length)
  for (const [path, spec] of deepestFirst) {
    if (typeof spec === 'object' && 'dir' in spec) chmodSync(join(folder, path), spec.dir)
  }
}

function writeOne(folder: string, name: string, spec: FileSpec): void {
  const path = join(folder, name)
  if (typeof spec === 'string') spec = { file: spec }
  if ('file' in spec) {
    writeFileSync(path, spec.file)
    chmodSync(path, spec.mode ?? 0o644)
  } else if ('dir' in spec) makeFolder(path)
  else if ('link' in spec) symlinkSync(spec.link, path)
  else if ('hardLink' in spec) linkSync(join(folder, spec.hardLink), path)
  else if ('fifo' in spec) {
    execFileSync('mkfifo', [path])
    chmodSync(path, spec.fifo)
  } else throw new Error(`${path}: a context holds no devices`)
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path)
    chmodSync(path, 0o755)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function parentsOf(path: string): string[] {
  const parents: string[] = []
  for (let at = dirname(path); at !== '.'; at = dirname(at)) parents.unshift(at)
  return parents
}

/**
 * A tar archive of the files, in their order; it has entries for no more folders than are named. With `latin1` each character of
 * a name is a byte of it.
 */
export function tarOf(files: Files, names: 'utf8' | 'latin1' = 'utf8'): Buffer {
  const bytes = (path: string) => Buffer.from(path, names).toString('latin1')
  return writeTar(
    Object.entries(files).map(([path, spec]) => {
      if (typeof spec === 'string' || !('hardLink' in spec)) return tarItem(bytes(path), spec)
      const first = files[spec.hardLink]
      if (first === undefined || (typeof first === 'object' && 'hardLink' in first))
        throw new Error(`${path}: ${spec.hardLink} is no file to be linked`)
      return {
        ...tarItem('', first),
        name: bytes(path),
        type: 'hardlink',
        xattrs: {},
        target: bytes(spec.hardLink),
        body: Buffer.alloc(0),
      }
    }),
  )
}

function tarItem(name: string, spec: Exclude<FileSpec, { hardLink: string }>): TarItem {
  const common = {
    name,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: keptTime,
    body: Buffer.alloc(0),
    target: '',
    device: '0:0',
    xattrs: (typeof spec === 'object' && 'xattrs' in spec && spec.xattrs) || {},
  }
  if (typeof spec === 'string') return { ...common, type: 'file', body: Buffer.from(spec) }
  const [uid, gid] = ('owner' in spec && spec.owner) || [0, 0]
  if ('file' in spec)
    return { ...common, type: 'file', uid, gid, mode: spec.mode ?? 0o644, body: Buffer.from(spec.file) }
  if ('dir' in spec) return { ...common, type: 'dir', uid, gid, mode: spec.dir }
  if ('link' in spec) return { ...common, type: 'symlink', mode: 0o777, target: spec.link }
  if ('fifo' in spec) return { ...common, type: 'fifo', mode: spec.fifo }
  return { ...common, type: spec.device, device: '1:3' }
}
