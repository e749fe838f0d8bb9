import { type Finding, shortFinding } from '../../core/finding.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'

/** What the checks of a Dockerfile found, for the end of a build, where it is seen; nothing where nothing was found. */
export function warningLines(findings: readonly Finding[], style: Style): string[] {
  if (findings.length === 0) return []
  const count = findings.length === 1 ? 'a warning' : `${findings.length} warnings`
  return [
    style.hint(`${count} of the Dockerfile (oci-pack build --check tells more):`),
    ...findings.map((finding) => ` - ${oneLine(shortFinding(finding))}`),
  ]
}
