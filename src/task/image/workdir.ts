import { bytesOfText } from '../../core/bytes.js'
import { type Container, reachIn, shownPath } from './container.js'
import type { Report } from './report.js'

/** Whether the container can be in the image's working directory. One that is missing is made when the container starts. */
export function checkWorkdir(container: Container, workdir: string, report: Report): void {
  const rule = 'image-workdir'
  if (!workdir.startsWith('/')) {
    if (workdir !== '')
      report.error(
        rule,
        `the working directory ${JSON.stringify(workdir)} is not an absolute path`,
        'Write WORKDIR /app.',
      )
    return
  }
  const reached = reachIn(container, `${bytesOfText(workdir)}/.`, { identity: container.user })
  const at = shownPath(reached.path)
  if (reached.kind === 'no-folder' || reached.kind === 'loop') {
    const what = reached.kind === 'loop' ? 'is a circle of links' : 'is not a folder'
    report.error(rule, `WORKDIR ${workdir} cannot be entered: ${at} ${what}`, 'Name a folder in WORKDIR.')
  } else if (reached.kind === 'closed') {
    const message = `the user of the image may not enter WORKDIR ${workdir}: the folder ${at} is closed to them`
    report.warning(rule, message, `Open it by RUN chmod 755 ${at}.`)
  } else if (reached.kind === 'covered' && reached.path !== reached.cover) {
    const inside = container.mounted.find(({ path }) => path === reached.cover)
    if (!inside) return
    report.warning(
      rule,
      `WORKDIR ${workdir} is made anew in ${inside.folder} when the Task starts, where the App Engine may take it for an input or output that it does not know`,
      'Choose another WORKDIR.',
    )
  }
}
