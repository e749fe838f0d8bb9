import { OciPackError } from '../../core/errors.js'
import { type ResolvedUser, resolveUser } from '../../rootfs/users.js'
import type { Directory } from '../../rootfs/node.js'
import { readParts } from './container.js'
import type { ImageWithFiles, OpenContent } from './openImage.js'
import { type Identity, root } from './permission.js'
import { reach } from './reach.js'
import type { Report } from './report.js'

/** More of /etc/passwd than any image has. */
const maxBytes = 4 << 20

/** Who the image's USER is; root where nobody can tell, which is told. */
export async function checkUser({ image, tree, open }: ImageWithFiles, report: Report): Promise<Identity> {
  const spec = image.config.config?.User ?? ''
  const passwd = await textOf(tree, open, 'etc/passwd')
  const group = await textOf(tree, open, 'etc/group')
  const [name = ''] = spec.split(':')
  try {
    return resolveUser(spec, passwd, group)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    const { message, hint = 'Give a number.' } = error
    // Kubernetes looks at the user alone; its group is that of /etc/passwd.
    const user = attempt(() => resolveUser(name, passwd, group))
    if (user) report.warning('image-user', `USER ${spec}: ${message}, so Docker refuses to run it`, hint)
    else report.error('image-user', `USER ${spec}: ${message}, so the container cannot be made`, hint)
    return user ?? root
  }
}

function attempt(resolve: () => ResolvedUser): ResolvedUser | undefined {
  try {
    return resolve()
  } catch {
    return undefined
  }
}

async function textOf(tree: Directory, open: OpenContent, path: string): Promise<string> {
  const reached = reach(tree, path, {})
  if (reached.kind !== 'found' || reached.node.type !== 'file') return ''
  return readParts(open, reached.node, (readPart) => Buffer.from(readPart(0, maxBytes)).toString('utf8'))
}
