import * as fs from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type ByteString, bytesOfText, fsPath, textOfBytes } from '../core/bytes.js'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import type { Directory, Node, RegularFile } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import type { OpenContent } from './rootfsArchive.js'
import { removeUnfinished, unfinishedName } from './unfinished.js'

/**
 * Writes an image's merged file tree into a folder (`type=local`), which is made if it is not there and must be empty. One that is made takes its
 * place when it is whole. Files belong to the caller and lose setuid and setgid, which would mean another owner; extended attributes are not
 * written. What was written is taken away again on failure.
 * @throws OciPackError `io`, `aborted`, `unsupported` for a device or a pipe, and what `open` throws
 */
export async function writeRootfs(
  root: Directory,
  dest: string,
  open: OpenContent,
  signal: AbortSignal,
): Promise<void> {
  if (isEmptyFolder(dest)) {
    try {
      await writeTree(root, bytesOfText(dest), open, signal)
      return
    } catch (error) {
      for (const name of fs.readdirSync(dest, 'latin1')) remove(fsPath(`${bytesOfText(dest)}/${name}`))
      throw fromSystemError(error, `cannot write ${dest}`)
    }
  }
  const above = dirname(resolve(dest))
  const unfinished = join(above, unfinishedName(basename(resolve(dest))))
  let made: string | undefined
  try {
    made = fs.mkdirSync(above, { recursive: true })
    await removeUnfinished(above)
    fs.mkdirSync(unfinished)
    await writeTree(root, bytesOfText(unfinished), open, signal)
    fs.renameSync(unfinished, dest)
  } catch (error) {
    remove(made ?? unfinished)
    throw fromSystemError(error, `cannot write ${dest}`)
  }
}

function remove(path: string | Buffer): void {
  fs.rmSync(path, { recursive: true, force: true })
}

/** Whether a folder is there; nothing else may be. @throws OciPackError `io` */
function isEmptyFolder(dest: string): boolean {
  try {
    if (fs.readdirSync(dest).length === 0) return true
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT') return false
    if (code === 'ENOTDIR')
      throw new OciPackError('io', `cannot write ${dest}: it is not a folder`, { hint: 'Name another folder.' })
    throw fromSystemError(error, `cannot write ${dest}`)
  }
  throw new OciPackError('io', `cannot write ${dest}: the folder is not empty`, {
    hint: 'Name a new or an empty folder.',
  })
}

/** Calls of the operating system are synchronous here: for many small files that is ten times as fast. */
async function writeTree(root: Directory, dest: ByteString, open: OpenContent, signal: AbortSignal): Promise<void> {
  const first = new Map<Node, ByteString>()
  const folders: { place: ByteString; node: Directory }[] = []
  for (const { path, node } of walk(root)) {
    throwIfStopped(signal, dest)
    const place = `${dest}/${path}`
    const linked = first.get(node)
    first.set(node, linked ?? place)
    if (linked !== undefined) fs.linkSync(fsPath(linked), fsPath(place))
    else if (node.type === 'directory') {
      fs.mkdirSync(fsPath(place), { mode: 0o700 })
      folders.push({ place, node })
    } else if (node.type === 'symlink') {
      fs.symlinkSync(fsPath(node.target), fsPath(place))
      fs.lutimesSync(fsPath(place), node.mtime, node.mtime)
    } else if (node.type === 'file') await writeFile(place, node, open, signal)
    else throw special(path, node)
  }
  // Children first: a folder that may not be written to, and the time of one, come when nothing more is put into it.
  for (const { place, node } of folders.reverse()) finish(place, node)
}

/** @throws OciPackError `aborted` */
function throwIfStopped(signal: AbortSignal, place: ByteString): void {
  if (signal.aborted) throw new OciPackError('aborted', `writing ${textOfBytes(place)} was stopped`)
}

async function writeFile(place: ByteString, node: RegularFile, open: OpenContent, signal: AbortSignal): Promise<void> {
  const file = fs.openSync(fsPath(place), 'wx', 0o600)
  try {
    for await (const chunk of open(node.content, node.size)) {
      throwIfStopped(signal, place)
      for (let at = 0; at < chunk.byteLength;) at += fs.writeSync(file, chunk, at)
    }
  } finally {
    fs.closeSync(file)
  }
  finish(place, node)
}

function finish(place: ByteString, { mode, mtime }: Node): void {
  fs.chmodSync(fsPath(place), mode & 0o1777)
  fs.utimesSync(fsPath(place), mtime, mtime)
}

function special(path: ByteString, node: Node): OciPackError {
  return new OciPackError(
    'unsupported',
    `/${textOfBytes(path)} is a ${node.type === 'fifo' ? 'pipe' : 'device'}, which is not written to a folder`,
    {
      hint: 'Write the tree as an archive instead: type=tar.',
    },
  )
}
