import { type ByteString, bytesOfText, compareBytes } from '../../core/bytes.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import { headerOf } from '../../rootfs/headerOf.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { find, nodeAt } from '../../rootfs/tree.js'
import type { Mount, RunRequest } from '../executor.js'
import type { EnginePoints } from './mounts.js'

/** A place in a tree where something is to be mounted. */
export interface Point {
  readonly path: ByteString
  readonly directory: boolean
}

/** Where in a request's tree things are mounted, and what of that is missing there. `isDirectory` tells it of a source on the host. */
export function mountPoints(
  request: RunRequest,
  isDirectory: (path: string) => boolean,
): { readonly engine: EnginePoints; readonly missing: readonly Point[] } {
  const missing: Point[] = []
  const dev = find(request.tree, bytesOfText('/dev')).path
  const at = (path: string, directory: boolean): ByteString => {
    const found = find(request.tree, bytesOfText(path))
    // What is below /dev is another directory by then, in which whoever mounts makes the place.
    if (!found.node && !found.path.startsWith(`${dev}/`)) missing.push({ path: found.path, directory })
    return found.path
  }
  const engine = {
    proc: at('/proc', true),
    sys: at('/sys', true),
    dev: at('/dev', true),
    hosts: at('/etc/hosts', false),
    resolvConf: at('/etc/resolv.conf', false),
  }
  for (const mount of request.mounts) at(mount.target, mountsDirectory(mount, isDirectory))
  return { engine, missing }
}

/** Whether what a mount shows is a directory. */
export function mountsDirectory(mount: Mount, isDirectory: (path: string) => boolean): boolean {
  switch (mount.type) {
    case 'bind':
      return nodeAt(mount.source.tree, mount.source.path)?.type === 'directory'
    case 'cache':
    case 'tmpfs':
      return true
    case 'file':
    case 'socket':
      return false
    case 'host':
      return isDirectory(mount.source)
  }
}

/**
 * What a layer holds that has missing mount points and, as they are in the tree, the directories above them. Laid over the image's
 * layers, below what the program writes, it gives things a place to be mounted that no layer gets to hold.
 */
export function pointEntries(tree: Directory, missing: readonly Point[]): TarHeader[] {
  const headers = new Map<ByteString, TarHeader>([['', headerOf('', tree)]])
  for (const { path, directory } of missing) {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const above = path.slice(0, slash)
      if (!headers.has(above)) headers.set(above, directoryHeader(above, nodeAt(tree, above)))
    }
    if (!headers.has(path) || directory)
      headers.set(path, directory ? directoryHeader(path, undefined) : tarHeader(path, { mode: 0o644 }))
  }
  return [...headers.values()].sort((a, b) => compareBytes(a.path, b.path))
}

/** A directory as it is in the tree, or as it is made where it is not there yet. */
function directoryHeader(path: ByteString, node: Node | undefined): TarHeader {
  return node ? headerOf(path, node) : tarHeader(path, { type: 'directory', mode: 0o755 })
}
