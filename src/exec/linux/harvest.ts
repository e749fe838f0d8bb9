import { constants } from 'node:os'
import type { ByteString } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import { type Directory, noXattrs } from '../../rootfs/node.js'
import { nodeAt, opaqueMark, whiteoutPrefix } from '../../rootfs/tree.js'
import type { RunExit, RunRequest } from '../executor.js'
import { decodeEntry } from './entries.js'
import type { Ids } from './ids.js'
import { carriedOwner, isOwnerAttribute } from './owners.js'
import type { Frame } from './wire.js'

/** Hands on what a process prints, tells how it ended, and writes what it changed as a layer. @throws OciPackError `executor`, and what the layer's writer throws */
export async function followRun(
  frames: AsyncGenerator<Frame>,
  { onOutput, tree, user }: RunRequest,
  layer: LayerEntries,
  ids: Ids,
): Promise<RunExit> {
  let exit: RunExit | undefined
  for await (const { type, payload } of frames) {
    if (type === 'o' || type === 'e') await onOutput(type === 'o' ? 'stdout' : 'stderr', payload)
    else if (type === 'x') exit = exitOf(payload.toString())
    else if (type === 'n') await addEntry(payload, frames, layer, ids.kind === 'single' ? { tree, user } : undefined)
    else throw new OciPackError('executor', `the helper told ${type}, which is nothing that it may`)
  }
  if (exit) return exit
  throw new OciPackError('executor', 'the helper did not tell how the process ended')
}

function exitOf(text: string): RunExit {
  const [how, number = ''] = text.split(' ')
  if (how === 'status') return { status: Number(number) }
  const signal = Object.entries(constants.signals).find(([, value]) => value === Number(number))
  return { signal: signal?.[0] ?? `signal ${number}` }
}

/** Where there is but one id: whose files are whose. */
interface OneId {
  readonly tree: Directory
  readonly user: RunRequest['user']
}

async function addEntry(
  payload: Buffer,
  frames: AsyncGenerator<Frame>,
  layer: LayerEntries,
  oneId: OneId | undefined,
): Promise<void> {
  const entry = decodeEntry(payload)
  if (entry.type === 'whiteout') {
    await layer.add(tarHeader(entry.path.replace(/[^/]*$/, (name) => whiteoutPrefix + name)))
    return
  }
  const owner = oneId ? ownerOf(entry, oneId) : {}
  const header = { ...entry, ...owner, xattrs: attributesOf(entry) }
  await layer.add(header, header.type === 'file' && header.size > 0 ? content(header.size, frames) : undefined)
  if (isOpaque(entry)) await layer.add(tarHeader(`${header.path}/${opaqueMark}`))
}

/** A file has the owner that it carries, or else the one that it had; a new one belongs to who made it. */
function ownerOf(entry: TarHeader, { tree, user }: OneId): { uid: number; gid: number } {
  const { uid, gid } = carriedOwner(entry) ?? nodeAt(tree, entry.path) ?? user
  return { uid, gid }
}

async function* content(size: number, frames: AsyncGenerator<Frame>): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0;) {
    const next = await frames.next()
    if (next.done || next.value.type !== 'd') throw new OciPackError('executor', 'the helper broke off within a file')
    left -= next.value.payload.length
    yield next.value.payload
  }
}

/** Of extended attributes, those that a layer carries: the user's own and capabilities. The others are the file system's and the host's. */
export function attributesOf({ xattrs }: TarHeader): ReadonlyMap<ByteString, Uint8Array> {
  if (xattrs.size === 0) return noXattrs
  return new Map(
    [...xattrs].filter(
      ([name]) =>
        name === 'security.capability' ||
        (name.startsWith('user.') && !name.startsWith('user.overlay.') && !isOwnerAttribute(name)),
    ),
  )
}

function isOpaque({ xattrs }: TarHeader): boolean {
  return [...xattrs.keys()].some((name) => /^(?:user|trusted)\.overlay\.opaque$/.test(name))
}
