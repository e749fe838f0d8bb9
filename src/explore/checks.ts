import type { Finding } from '../core/finding.js'
import type { ImageFinding } from '../oci/verify/finding.js'
import type { Check, CheckFinding } from './data.js'

/** Whether an image is what it says, and what is dangerous in it: what `oci-pack verify` finds. */
export function imageCheck(findings: readonly ImageFinding[], notes: readonly string[]): Check {
  return { title: 'The image', ...judged(findings, 'sound', 'not sound'), notes }
}

/** Whether the App Engine takes a Task: what `oci-pack check` finds. */
export function taskCheck(findings: readonly Finding[], notes: readonly string[]): Check {
  return { title: 'The Task', ...judged(findings, 'accepted', 'not accepted'), notes }
}

function judged(
  findings: readonly (Finding | ImageFinding)[],
  good: string,
  bad: string,
): Pick<Check, 'verdict' | 'state' | 'findings'> {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning')]
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((text) => text !== '')
  return {
    verdict: [errors > 0 ? bad : good, ...counts].join(', '),
    state: errors > 0 ? 'bad' : warnings > 0 ? 'warning' : 'good',
    findings: findings.map(findingOf),
  }
}

function findingOf(finding: Finding | ImageFinding): CheckFinding {
  const { severity, rule, message, hint, place } = finding
  const { file, line } = place
  const shared = { severity, rule, message, hint, where: line === undefined ? file : `${file}:${line}` }
  if (!('entries' in finding) && !('layer' in finding)) return shared
  const { layer, entries = [], count = entries.length } = finding
  return { ...shared, layer: layer?.number, entries, more: count - entries.length }
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}
