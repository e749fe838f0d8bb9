import { join } from 'node:path'
import { OciPackError } from '../../core/errors.js'
import type { Platform } from '../../core/platform.js'
import { nodeAt } from '../../rootfs/tree.js'
import type { Mount } from '../executor.js'
import { relaySocket } from '../linux/relay.js'
import { cacheData } from './cache.js'
import { own, writeOwned } from './own.js'
import { makeSecret } from './secret.js'
import { treeImage } from './treeImage.js'
import type { Workplace } from './workplace.js'

/** The flags that mount what a request says; of two at one place the last. @throws OciPackError `executor`, `aborted`, `io` */
export async function mountFlags(mounts: readonly Mount[], platform: Platform, place: Workplace): Promise<string[]> {
  const last = new Map(mounts.map((mount) => [mount.target, mount]))
  const flags: string[] = []
  for (const [i, mount] of [...last.values()].entries())
    flags.push(...(await flagsFor(mount, `mount-${i}`, platform, place)))
  return flags
}

async function flagsFor(mount: Mount, name: string, platform: Platform, place: Workplace): Promise<string[]> {
  switch (mount.type) {
    case 'tmpfs':
      return tmpfs(mount)
    case 'host':
      return bind(mount.source, mount)
    case 'bind':
      return tree(mount, name, platform, place)
    case 'file':
      return place.host.remote ? secret(mount, name, place) : file(mount, name, place)
    case 'socket':
      return socket(mount, name, place)
    case 'cache':
      return bind(await cacheData(mount, name, platform, place), mount)
  }
}

type MountOf<Type> = Extract<Mount, { type: Type }>

function tmpfs({ target, size, readOnly }: MountOf<'tmpfs'>): string[] {
  // Unless told, Podman fills it with what the image has there.
  const options = [...(size === undefined ? [] : [`tmpfs-size=${size}`]), ...(readOnly ? ['ro'] : [])]
  return ['--mount', fields('type=tmpfs', `dst=${target}`, 'notmpcopyup', ...options)]
}

function bind(source: string, { target, readOnly }: { readonly target: string; readonly readOnly: boolean }): string[] {
  return ['--mount', fields('type=bind', `src=${source}`, `dst=${target}`, ...(readOnly ? ['ro'] : []))]
}

/** A directory is mounted as an image, over which Podman lays what is written there and forgets it; a file as a copy. */
async function tree(
  { target, source, readOnly }: MountOf<'bind'>,
  name: string,
  platform: Platform,
  place: Workplace,
): Promise<string[]> {
  const node = nodeAt(source.tree, source.path)
  if (node?.type === 'file') {
    const path = join(place.folder, name)
    await writeOwned(path, place.openContent(node.content, node.size), node, place)
    return bind(path, { target, readOnly })
  }
  if (node?.type !== 'directory')
    throw new OciPackError('executor', `podman mounts files and directories: what is to be at ${target} is neither`)
  const image = await treeImage(node, source, name, platform, place)
  return ['--mount', fields('type=image', `src=${image}`, `dst=${target}`, ...(readOnly ? [] : ['rw=true']))]
}

async function file(mount: MountOf<'file'>, name: string, place: Workplace): Promise<string[]> {
  const path = join(place.privateFolder, name)
  await writeOwned(path, mount.bytes, mount, place)
  return bind(path, { target: mount.target, readOnly: true })
}

/** Where Podman cannot see our memory, it keeps the bytes on its own disk. */
async function secret(mount: MountOf<'file'>, name: string, place: Workplace): Promise<string[]> {
  const made = await makeSecret(place, name, mount.bytes)
  const { target, uid, gid, mode } = mount
  return ['--secret', `${made},type=mount,target=${target},uid=${uid},gid=${gid},mode=0${mode.toString(8)}`]
}

async function socket(mount: MountOf<'socket'>, name: string, place: Workplace): Promise<string[]> {
  const relay = await relaySocket(mount.socket, place.privateFolder, name)
  place.cleanup.add(() => relay.close())
  await own(relay.path, mount, place)
  return bind(relay.path, { target: mount.target, readOnly: false })
}

/** Fields of --mount, which Podman reads as a line of CSV. */
function fields(...texts: readonly string[]): string {
  return texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')
}
