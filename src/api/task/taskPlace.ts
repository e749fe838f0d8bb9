import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withoutCredentials } from '../../core/credentials.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { TaskDescriptor } from '../../task/descriptor/descriptor.js'
import { isBundle } from '../../task/bundle/isBundle.js'
import { readDescriptor } from '../../task/descriptor/read.js'
import { type Finding, passes } from '../../core/finding.js'
import { descriptorAt, descriptorIn } from './descriptorFile.js'

/** Refuses what `build` takes for a context, yet is no path of this machine. @throws OciPackError `usage` */
export function requirePath(task: string): void {
  if (task !== '-' && !/^[a-z]+:\/\/|^git@/.test(task)) return
  const what = task === '-' ? 'standard input' : withoutCredentials(task)
  throw new OciPackError('usage', `a Task cannot be read from ${what}`, {
    hint: 'Unpack or clone it and name the folder. Only build takes such a context.',
  })
}

/** What a path holds that a Task can be run from. */
export type TaskKind = 'folder' | 'bundle' | 'archive'

/**
 * Tells it by what is there: a folder to build, unless it is an OCI layout; of a file, how it begins, or its
 * name where that is spoilt. @throws OciPackError `usage` for what is no path, `io`
 */
export async function taskKind(path: string): Promise<TaskKind> {
  requirePath(path)
  try {
    if ((await stat(path)).isDirectory()) return (await isFile(join(path, 'oci-layout'))) ? 'archive' : 'folder'
    return (await isBundle(path)) ? 'bundle' : 'archive'
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}

/** The descriptor at a path, or, where none is named, the one in a folder; undefined where that has none. @throws OciPackError `source`, `io` */
export async function descriptorOf(named: string | undefined, folder: string): Promise<TaskDescriptor | undefined> {
  const found = await (named === undefined ? descriptorIn(folder) : descriptorAt(named))
  return found && checkedDescriptor(found.bytes, found.path)
}

/** Beside an archive lies its Task's descriptor, where it has one. */
export function folderBeside(path: string): string {
  return dirname(path)
}

/** @throws OciPackError `source` with the first thing that is wrong with it */
export function checkedDescriptor(bytes: Uint8Array, name: string): TaskDescriptor {
  const { descriptor, findings } = readDescriptor(bytes, name)
  if (descriptor && passes(findings)) return descriptor
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const message = `${name}: ${first?.message ?? 'it cannot be read'}${more}`
  throw new OciPackError('source', message, { hint: hintOf(first, more !== ''), location: locationOf(first) })
}

function hintOf(finding: Finding | undefined, more: boolean): string {
  const all = '`oci-pack check` tells all of it.'
  if (finding?.hint === undefined) return all
  return more ? `${finding.hint} ${all}` : finding.hint
}

function locationOf(finding: Finding | undefined): OciPackError['location'] {
  const { file, line, text } = finding?.place ?? {}
  return file === undefined || line === undefined || text === undefined
    ? undefined
    : { file, line, endLine: line, text: [text] }
}

export function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
