import { type Finding, passes } from '../core/finding.js'
import type { Check, CheckFinding } from './data.js'

/** Whether what an image says of its bytes is true, from all that is wrong with it. */
export function integrityCheck(problems: readonly string[], notes: readonly string[] = []): Check {
  return {
    title: 'Digests, sizes and layers',
    verdict: problems.length === 0 ? 'everything is as it says' : counted(problems.length, 'problem'),
    state: problems.length === 0 ? 'good' : 'bad',
    findings: problems.map((message) => ({ severity: 'error', message })),
    notes,
  }
}

/** Whether the App Engine takes a Task. */
export function taskCheck(findings: readonly Finding[], notes: readonly string[]): Check {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  const counts = [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')].filter(Boolean)
  return {
    title: 'Task for the App Engine',
    verdict: [passes(findings) ? 'accepted' : 'not accepted', ...counts].join(', '),
    state: errors > 0 ? 'bad' : warnings > 0 ? 'warning' : 'good',
    findings: findings.map(findingOf),
    notes,
  }
}

function findingOf({ severity, rule, message, hint, place: { file, line } }: Finding): CheckFinding {
  return { severity, rule, message, hint, where: line === undefined ? file : `${file}:${line}` }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
