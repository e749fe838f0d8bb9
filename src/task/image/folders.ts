import { type ByteString, bytesOfText } from '../../core/bytes.js'
import type { Directory } from '../../rootfs/node.js'
import { walk } from '../../rootfs/tree.js'
import { type Container, madePath, type Mounted, reachIn, shownPath } from './container.js'
import { listed } from '../../core/listed.js'
import { closedFolder } from './locate.js'
import { reach } from './reach.js'
import type { Report } from './report.js'

/** Whether the folders that the App Engine mounts can be mounted on what the image has there, and what they hide. */
export function checkFolders(container: Container, volumes: readonly string[], report: Report): void {
  const { tree, mounted } = container
  for (const one of mounted) {
    checkMountPoint(container, one, report)
    checkVolumes(one, tree, volumes, report)
  }
  const [first, second] = mounted
  if (first && first.folder !== second?.folder && first.path === second?.path)
    report.error(
      'image-folder',
      `${first.folder} and ${second.folder} lead to one folder in the image, ${shownPath(first.path)}`,
      'Take the link out of the image.',
    )
}

function checkMountPoint(container: Container, { folder, path }: Mounted, report: Report): void {
  const reached = reach(container.tree, `/${bytesOfText(folder)}`, {})
  const rule = 'image-folder'
  if (
    reached.kind === 'loop' ||
    reached.kind === 'no-folder' ||
    (reached.kind === 'found' && reached.node.type !== 'directory')
  ) {
    const what = reached.kind === 'loop' ? 'links that go round in a circle' : 'a file'
    const message = `the App Engine cannot mount ${folder}: the image has ${what} at ${shownPath(reached.path)}`
    report.error(rule, message, `Take it out of the image, or name another folder in the descriptor.`)
    return
  }
  // The folder itself is open to everybody once it is mounted; those above are the image's.
  const above = path.split('/').slice(0, -1).join('/')
  const way = reachIn(container, `/${above}/.`, { identity: container.user })
  if (way.kind === 'closed') {
    const { message, hint } = closedFolder(folder, way.path)
    report.error(rule, message, hint)
  }
  if (reached.kind === 'found' && reached.node.type === 'directory') tellHidden(folder, reached.node, report)
}

function tellHidden(folder: string, directory: Directory, report: Report): void {
  const files: ByteString[] = []
  for (const { path, node } of walk(directory)) if (node.type !== 'directory' && !isPlaceholder(path)) files.push(path)
  if (files.length === 0) return
  const some = listed(files.map((path) => `${folder}${shownPath(path)}`))
  const what = files.length === 1 ? 'a file of the image is' : `${files.length} files of the image are`
  report.warning(
    'image-hidden',
    `${what} hidden when ${folder} is mounted: ${some}`,
    'Put what the Task needs elsewhere in the image.',
  )
}

/** What keeps an empty folder in a repository. */
function isPlaceholder(path: ByteString): boolean {
  return /(?:^|\/)\.(?:gitkeep|keep|gitignore)$/.test(path)
}

function checkVolumes({ folder, path }: Mounted, tree: Directory, volumes: readonly string[], report: Report): void {
  for (const volume of volumes) {
    if (!madePath(tree, volume).startsWith(`${path}/`)) continue
    report.warning(
      'image-volume',
      `VOLUME ${volume} makes a folder of its own in ${folder}, which the App Engine may take for an input or output that it does not know`,
      'Take the VOLUME out of the Dockerfile.',
    )
  }
}
