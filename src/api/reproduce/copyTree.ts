import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { type ByteString, bytesOfText, compareBytes, fsPath, textOfBytes } from '../../core/bytes.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { Directory, Node } from '../../rootfs/node.js'

interface CopyOptions {
  /** Whether files get the times that the tree gives them, and not those of their copying. */
  readonly keepTimes: boolean
  readonly signal: AbortSignal
}

/**
 * Writes the tree of a folder of this machine into an empty folder, with the modes that it has, the last names first.
 * @throws OciPackError `unsupported` for what cannot be copied, `io`, `aborted`
 */
export async function copyTree(tree: Directory, folder: string, options: CopyOptions): Promise<void> {
  await copyChildren(tree, bytesOfText(folder), options, new Map())
}

async function copyChildren(
  { children }: Directory,
  folder: ByteString,
  options: CopyOptions,
  written: Map<Node, ByteString>,
): Promise<void> {
  await setImmediate()
  if (options.signal.aborted) throw new OciPackError('aborted', 'copying the context was stopped')
  for (const name of [...children.keys()].sort(compareBytes).reverse()) {
    const node = children.get(name)
    if (!node) continue
    const place = `${folder}/${name}`
    told(place, () => make(node, place, written))
    if (node.type === 'directory') await copyChildren(node, place, options, written)
    told(place, () => setAttributes(node, place, options))
  }
}

function make(node: Node, place: ByteString, written: Map<Node, ByteString>): void {
  const path = fsPath(place)
  const twin = written.get(node)
  written.set(node, place)
  if (twin !== undefined) linkSync(fsPath(twin), path)
  else if (node.type === 'directory') mkdirSync(path, 0o700)
  else if (node.type === 'symlink') symlinkSync(fsPath(node.target), path)
  else if (node.type === 'file' && node.content.from === 'host')
    copyFileSync(fsPath(node.content.path), path, constants.COPYFILE_FICLONE)
  else if (node.type === 'file' && node.content.from === 'bytes') writeFileSync(path, node.content.bytes)
  else
    throw new OciPackError('unsupported', `${textOfBytes(place)} is no ordinary file`, {
      hint: 'Name it in .dockerignore.',
    })
}

function setAttributes({ type, mode, mtime }: Node, place: ByteString, { keepTimes }: CopyOptions): void {
  if (type === 'symlink') return
  chmodSync(fsPath(place), mode)
  if (keepTimes) utimesSync(fsPath(place), mtime, mtime)
}

function told(place: ByteString, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw fromSystemError(error, `copying the context to ${textOfBytes(place)}`)
  }
}
