import type { Location } from '../../core/errors.js'
import type { Finding, Severity } from '../../core/finding.js'
import { isDone, type LintOptions } from './options.js'
import { type Rule, type RuleName, rules } from './ruleTable.js'

/** Takes what a rule has found: where, a sentence without its full stop, and what to do. */
export type Report = (rule: RuleName, location: Location, message: string, hint: string) => void

/** The findings of the rules that the options have done, as they come in. */
export class Findings {
  readonly #options: LintOptions
  readonly #found: Finding[] = []

  constructor(options: LintOptions) {
    this.#options = options
  }

  readonly report: Report = (name, location, message, hint) => {
    const rule: Rule = rules[name]
    if (!isDone(this.#options, name, rule.experimental ?? false)) return
    this.#found.push(findingAt(name, this.#options.error ? 'error' : 'warning', location, message, hint))
  }

  /** In the order of their lines. */
  inOrder(): readonly Finding[] {
    return inOrder(this.#found)
  }
}

/** Findings of one file in the order of their lines. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0))
}

/** A finding about lines of a Dockerfile. */
export function findingAt(
  rule: string,
  severity: Severity,
  { file, line, endLine, text: [text] }: Location,
  message: string,
  hint: string | undefined,
): Finding {
  return {
    rule,
    severity,
    message,
    place: { file, line, ...(endLine > line && { endLine }), ...(text !== undefined && { text }) },
    ...(hint !== undefined && { hint }),
  }
}
