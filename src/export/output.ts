import type { Stats } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import { linkTarget } from '../core/host/linkTarget.js'
import { removeUnfinished, unfinishedName } from './unfinished.js'

/**
 * Writes what an exporter gives to a file, or to standard output where `dest` is `-`. A file is written beside its place and renamed,
 * so that the former one stays until the new one is whole, and nothing is left behind by a failure. A link's target is replaced, not
 * the link; an existing file's permissions stay; a device or a pipe is written to as it is.
 * @throws OciPackError `aborted`, `io`, `usage` for a terminal, and whatever the source throws
 */
export async function writeOutput(dest: string, chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  return writePatched(dest, { patched: () => chunks, streamed: () => chunks }, signal)
}

/** Bytes that take the place of others that were written before. */
export interface Patch {
  /** Where they begin in the output. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** What an exporter gives that is easier to write by going back. One of the two is asked for, once. */
export interface PatchedSource {
  patched(): AsyncIterable<Uint8Array | Patch>
  /** The same for what can be written in one direction alone, as a pipe can. */
  streamed(): AsyncIterable<Uint8Array>
}

/** As `writeOutput`; where the place is a file, what was written may be changed until all of it is. */
export async function writePatched(dest: string, source: PatchedSource, signal: AbortSignal): Promise<void> {
  if (dest === '-') return writeStdout(source.streamed(), signal)
  const existing = await statOf(dest)
  if (existing?.isDirectory()) throw cannotWrite(dest, 'it is a folder', 'Name a file in it.')
  if (existing && !existing.isFile()) return writeDirectly(dest, source.streamed(), signal)
  return writeBeside(dest, existing, source.patched(), signal)
}

async function writeBeside(
  dest: string,
  existing: Stats | undefined,
  chunks: AsyncIterable<Uint8Array | Patch>,
  signal: AbortSignal,
): Promise<void> {
  const place = await linkTarget(dest)
  await removeUnfinished(dirname(place))
  const temporary = join(dirname(place), unfinishedName(basename(place)))
  const file = await openToWrite(temporary, 'wx', dest)
  try {
    try {
      await writeChunks(file, dest, chunks, signal)
      if (existing) await file.chmod(existing.mode & 0o777)
    } finally {
      await file.close()
    }
    await rename(temporary, place)
  } catch (error) {
    await rm(temporary, { force: true })
    throw fromSystemError(error, `cannot write ${dest}`)
  }
}

async function writeDirectly(dest: string, chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const file = await openToWrite(dest, 'w', dest)
  try {
    await writeChunks(file, dest, chunks, signal)
  } finally {
    await file.close()
  }
}

async function writeChunks(
  file: FileHandle,
  dest: string,
  chunks: AsyncIterable<Uint8Array | Patch>,
  signal: AbortSignal,
): Promise<void> {
  // The next chunk is made while one is written.
  let writing = Promise.resolve()
  try {
    for await (const chunk of chunks) {
      refuseStopped(dest, signal)
      await writing
      writing =
        chunk instanceof Uint8Array ? writeAll(file, dest, chunk) : writeAll(file, dest, chunk.bytes, chunk.offset)
      // Its error is met when its turn comes.
      writing.catch(() => undefined)
    }
    refuseStopped(dest, signal)
  } finally {
    await writing
  }
}

/** Writes bytes behind what was written last, or at a place. */
async function writeAll(file: FileHandle, dest: string, bytes: Uint8Array, place?: number): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    const position = place === undefined ? null : place + at
    const { bytesWritten } = await file.write(bytes, at, bytes.byteLength - at, position).catch((error: unknown) => {
      throw fromSystemError(error, `cannot write ${dest}`)
    })
    at += bytesWritten
  }
}

async function writeStdout(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const { stdout } = process
  if (stdout.isTTY) {
    throw new OciPackError('usage', 'an archive is not for a terminal', {
      hint: 'Redirect it (> image.tar), or name a file with --output.',
    })
  }
  const write = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stdout.write(chunk, (error) =>
        error ? reject(fromSystemError(error, 'cannot write to standard output')) : resolve(),
      )
    })
  // The failed write tells it; without a listener the event would end the process.
  const ignore = () => undefined
  stdout.on('error', ignore)
  try {
    for await (const chunk of chunks) {
      refuseStopped('standard output', signal)
      await write(chunk)
    }
  } finally {
    stdout.off('error', ignore)
  }
}

/** What stands at a path, links followed; undefined for nothing, or a link to nothing. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `cannot write ${path}`)
  }
}

async function openToWrite(path: string, flags: 'w' | 'wx', dest: string): Promise<FileHandle> {
  try {
    return await open(path, flags)
  } catch (error) {
    if (systemError(error).code !== 'ENOENT') throw fromSystemError(error, `cannot write ${dest}`)
    const folder = dirname(path)
    throw cannotWrite(dest, `there is no folder ${folder}`, `Make it first: mkdir -p ${folder}`)
  }
}

function cannotWrite(dest: string, why: string, hint: string): OciPackError {
  return new OciPackError('io', `cannot write ${dest}: ${why}`, { hint })
}

function refuseStopped(dest: string, signal: AbortSignal): void {
  if (signal.aborted) throw new OciPackError('aborted', `writing ${dest} was stopped`)
}
