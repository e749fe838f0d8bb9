import { type ByteString, bytesOfText, compareBytes } from '../../core/bytes.js'
import { endOfArchive } from '../../oci/tar/header.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import { headerOf } from '../../rootfs/headerOf.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { find, nodeAt } from '../../rootfs/tree.js'
import type { RunRequest } from '../executor.js'
import type { MountPoints } from './mountTable.js'
import { archiveHeader } from './unpack.js'

/** A file or directory to mount something on. */
interface Point {
  readonly path: ByteString
  readonly directory: boolean
}

/** Where in a request's tree things are mounted, and what of that is missing there. */
export function mountPoints(
  request: RunRequest,
  isDirectory: (path: string) => boolean,
): { points: MountPoints; missing: Point[] } {
  const missing: Point[] = []
  const at = (path: string, directory: boolean): ByteString => {
    const found = find(request.tree, bytesOfText(path))
    if (!found.node) missing.push({ path: found.path, directory })
    return found.path
  }
  const points = {
    proc: at('/proc', true),
    sys: at('/sys', true),
    dev: at('/dev', true),
    hosts: at('/etc/hosts', false),
    resolvConf: at('/etc/resolv.conf', false),
    mounts: request.mounts.map((mount) => at(mount.target, mount.type === 'host' && isDirectory(mount.source))),
  }
  return { points, missing }
}

/**
 * The archive of a layer that holds missing mount points and, as they are in the tree, the directories above them. Laid over the image's
 * layers, below what the program writes, it gives things a place to be mounted that no layer gets to hold.
 */
export function* pointsArchive(tree: Directory, missing: readonly Point[]): Generator<Uint8Array> {
  const headers = new Map<ByteString, TarHeader>([['', headerOf('', tree)]])
  for (const { path, directory } of missing) {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const above = path.slice(0, slash)
      if (!headers.has(above)) headers.set(above, directoryHeader(above, nodeAt(tree, above)))
    }
    headers.set(path, directory ? directoryHeader(path, undefined) : tarHeader(path, { mode: 0o644 }))
  }
  for (const header of [...headers.values()].sort((a, b) => compareBytes(a.path, b.path))) yield archiveHeader(header)
  yield endOfArchive
}

/** A directory as it is in the tree, or as it is made where it is not there yet. */
function directoryHeader(path: ByteString, node: Node | undefined): TarHeader {
  return node ? headerOf(path, node) : tarHeader(path, { type: 'directory', mode: 0o755 })
}
