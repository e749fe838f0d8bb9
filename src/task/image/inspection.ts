import type { ByteString } from '../../core/bytes.js'
import type { Platform } from '../../core/platform.js'
import type { Node } from '../../rootfs/node.js'
import { type Container, reachIn, shownPath } from './container.js'
import { closedFolder } from './locate.js'
import { may, read } from './permission.js'
import type { Report } from './report.js'

/** What the checks of a Task's command share. */
export interface Inspection {
  readonly container: Container
  readonly platform: Platform
  readonly report: Report
  /** The files that the Task surely needs, by their paths, with what whoever runs it must be allowed to do: bits as of `may`. */
  readonly used: Map<ByteString, number>
}

/** Notes that a file is used. */
export function use({ used }: Inspection, path: ByteString, bits: number): void {
  used.set(path, (used.get(path) ?? 0) | bits)
}

/** Notes that a script or the like is read, and tells where the user of the image may not read it. */
export function useScript(inspection: Inspection, path: ByteString, node: Node): void {
  const { container, report } = inspection
  use(inspection, path, read)
  const shown = shownPath(path)
  const reached = reachIn(container, `/${path}`, { identity: container.user })
  if (reached.kind === 'closed') {
    const { message, hint } = closedFolder(shown, reached.path)
    report.error('image-program', message, hint)
  } else if (!may(container.user, node, read)) {
    report.error(
      'image-program',
      `the user of the image may not read ${shown}, so its interpreter cannot open it`,
      `Use COPY --chmod=755, or RUN chmod 755 ${shown}.`,
    )
  }
}
