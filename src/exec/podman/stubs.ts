import type { ByteString } from '../../core/bytes.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { nodeAt, pathParts, putNode, removeNode } from '../../rootfs/tree.js'

/**
 * Takes out of `after` what an engine puts into a container's own files to mount things on: where `before` has nothing at one of the
 * `points`, what is empty there, and with it the directories above that hold nothing else and were not there before. A directory that
 * has a new time by that alone gets its old one back. Points are clean paths without links.
 */
export function removeStubs(before: Directory, after: Directory, points: Iterable<ByteString>): void {
  for (const point of points) {
    const parts = pathParts(point)
    const isStub = (): boolean => !nodeAt(before, parts.join('/')) && isEmpty(nodeAt(after, parts.join('/')))
    if (!isStub()) continue
    for (; parts.length > 0 && isStub(); parts.pop()) removeNode(after, parts.join('/'))
    restoreTime(before, after, parts.join('/'))
  }
}

/** An empty file or directory, or the link that /etc/mtab is. */
function isEmpty(node: Node | undefined): boolean {
  if (node?.type === 'directory') return node.children.size === 0
  if (node?.type === 'file') return node.size === 0
  return node?.type === 'symlink' && node.target === '/proc/mounts'
}

function restoreTime(before: Directory, after: Directory, path: ByteString): void {
  const old = nodeAt(before, path)
  const now = nodeAt(after, path)
  if (path === '' || old?.type !== 'directory' || now?.type !== 'directory' || !holdTheSame(old, now)) return
  putNode(after, path, { ...now, mtime: old.mtime, mtimeNsec: old.mtimeNsec })
}

/** Whether two directories hold the same files; a directory in them may have changed inside. */
function holdTheSame({ children: a }: Directory, { children: b }: Directory): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([name, node]) => {
    const other = b.get(name)
    return node === other || (node.type === 'directory' && other?.type === 'directory')
  })
}
