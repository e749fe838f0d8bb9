import type { ByteString } from '../../core/bytes.js'
import type { Directory } from '../../rootfs/node.js'
import { type Container, reachIn, shownPath } from './container.js'
import type { Inspection } from './inspection.js'
import { listed } from '../../core/listed.js'
import { execute, may, read, stranger } from './permission.js'
import { nodeAt } from '../../rootfs/tree.js'

/** As many paths as one command is given. */
const fewPaths = 3

/** Folders that belong to the system: what is closed there is so for a reason, and nobody's Task. */
const system = new Set([
  'bin',
  'boot',
  'dev',
  'etc',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'proc',
  'run',
  'sbin',
  'sys',
  'usr',
  'var',
])

/** Tells which files of the Task a user may not read whom the image does not know: some sites run Tasks as such a one. */
export function checkOtherUser({ container, used, report }: Inspection): void {
  const closed = new Set<ByteString>()
  const roots = new Set([container.cwd])
  for (const [path, bits] of used) {
    const reached = reachIn(container, `/${path}`, { identity: stranger })
    if (reached.kind === 'closed') closed.add(reached.path)
    else if (reached.kind === 'found' && !may(stranger, reached.node, bits)) closed.add(path)
    roots.add(path.split('/').slice(0, -1).join('/'))
  }
  for (const folder of roots) {
    const [top = ''] = folder.split('/')
    const node = nodeAt(container.tree, folder)
    if (top !== '' && !system.has(top) && node?.type === 'directory') addClosed(container, folder, node, closed)
  }
  if (closed.size === 0) return
  report.warning(
    'image-other-user',
    `only some users may use what the Task needs: ${listed([...closed].map(shownPath))}; sites that run Tasks as a user of their own cannot run it`,
    `Copy with COPY --chmod=a+rX, or add RUN chmod -R a+rX ${opened([...closed])}.`,
  )
}

/** Adds what is closed in a folder; below a closed folder nothing more is told. */
function addClosed(container: Container, path: ByteString, directory: Directory, closed: Set<ByteString>): void {
  if (container.covers.includes(path)) return
  if (!may(stranger, directory, read | execute)) {
    closed.add(path)
    return
  }
  for (const [name, node] of directory.children) {
    const below = `${path}/${name}`
    if (node.type === 'directory') addClosed(container, below, node, closed)
    else if (node.type === 'file' && !may(stranger, node, read)) closed.add(below)
  }
}

/** What one command opens all by: the paths themselves, or the folder that many are in. */
function opened(paths: readonly ByteString[]): string {
  if (paths.length <= fewPaths) return paths.map(shownPath).join(' ')
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  const apart = first.findIndex((part, i) => others.some((parts) => parts[i] !== part))
  return shownPath((apart < 0 ? first : first.slice(0, apart)).join('/'))
}
