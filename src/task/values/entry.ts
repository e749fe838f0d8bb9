import type { Stats } from 'node:fs'
import { constants, type FileHandle, lstat, open, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { type ByteString, compareBytes, fsPath, textOfBytes } from '../../core/bytes.js'
import { systemError } from '../../core/errors.js'
import { putItself } from './hints.js'
import type { Problem } from './report.js'
import { shown } from './shown.js'

/** A file or folder of a value: where it lies, and how it is called from the folder of inputs or outputs on. Both are byte strings. */
export interface Entry {
  readonly path: ByteString
  readonly name: ByteString
}

/** What lies at an entry's path; a link is never followed, and nothing but a file is ever opened. */
export type Found =
  | { readonly is: 'file'; readonly size: number }
  | { readonly is: 'folder' }
  | { readonly is: 'nothing' }
  | { readonly is: 'wrong'; readonly problem: Problem }

/** What lies within an entry, by its name there. */
export function within({ path, name }: Entry, child: ByteString): Entry {
  return { path: join(path, child), name: `${name}/${child}` }
}

/** A problem of an entry. */
export function problemAt({ name }: Entry, message: string, hint: string): Problem {
  return { message, path: shown(textOfBytes(name)), hint }
}

export async function look(entry: Entry): Promise<Found> {
  try {
    const stats = await lstat(fsPath(entry.path))
    if (stats.isFile()) return { is: 'file', size: stats.size }
    if (stats.isDirectory()) return { is: 'folder' }
    return {
      is: 'wrong',
      problem: problemAt(entry, `it is ${kindInWords(stats)}`, putItself),
    }
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return { is: 'nothing' }
    return { is: 'wrong', problem: unreadable(entry, error) }
  }
}

/** What is read of a file: its bytes, or the problem that keeps them from being read. */
export type Read = { readonly bytes: Uint8Array } | { readonly problem: Problem }

/** A whole file, unless it is larger than `most` bytes. */
export async function readWhole(entry: Entry, most: number): Promise<Read> {
  return withFile<Read>(entry, async (file, size) => {
    if (size <= most) return { bytes: await readAt(file, 0, size) }
    const message = `it is larger than ${most} bytes, the most that is read of such a value`
    return { problem: problemAt(entry, message, 'Write the value alone; more belongs into a parameter of type file.') }
  })
}

/** Opens a file, never a link, a device or a pipe, and closes it when `use` is done; what the system refuses becomes a problem. */
export async function withFile<T>(
  entry: Entry,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T | { problem: Problem }> {
  let file: FileHandle | undefined
  try {
    file = await open(fsPath(entry.path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (!stats.isFile()) return { problem: problemAt(entry, `it is ${kindInWords(stats)}`, putItself) }
    return await use(file, stats.size)
  } catch (error) {
    if (systemError(error).code === undefined) throw error
    return { problem: unreadable(entry, error) }
  } finally {
    await file?.close()
  }
}

/** The bytes of an open file from `offset` on: `length` of them, or fewer at its end. */
export async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < bytes.byteLength) {
    const { bytesRead } = await file.read(bytes, filled, bytes.byteLength - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

/** The names in a folder, in the order of their bytes; a problem where it cannot be read or holds more than `most`. */
export async function namesIn(entry: Entry, most: number): Promise<{ names: ByteString[] } | { problem: Problem }> {
  const names: ByteString[] = []
  try {
    // Each byte becomes a character, so that names that are no UTF-8 are named again as they are.
    for await (const { name } of await opendir(fsPath(entry.path), { encoding: 'latin1' })) {
      if (names.length === most)
        return { problem: problemAt(entry, `it holds more than ${most} files`, 'Remove what does not belong there.') }
      names.push(name)
    }
    return { names: names.sort(compareBytes) }
  } catch (error) {
    return { problem: unreadable(entry, error) }
  }
}

function unreadable(entry: Entry, error: unknown): Problem {
  const { code, message } = systemError(error)
  if (code === 'EACCES' || code === 'EPERM')
    return problemAt(entry, 'it cannot be read: permission denied', 'Let everybody read it: chmod -R a+rX.')
  if (code === 'ELOOP') return problemAt(entry, 'it cannot be read: it is a link', putItself)
  return problemAt(entry, `it cannot be read: ${message}`, 'See what lies there, and whether its disk is sound.')
}

function kindInWords(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a link'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  if (stats.isDirectory()) return 'a folder'
  return 'a device'
}
