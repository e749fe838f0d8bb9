import type { Finding, Severity } from '../../core/finding.js'
import type { Source } from './source.js'
import type { Range } from './yaml/value.js'

/** Gathers what is found in a descriptor. */
export class Report {
  private readonly findings: Finding[] = []

  constructor(readonly source: Source) {}

  get passes(): boolean {
    return this.findings.every(({ severity }) => severity !== 'error')
  }

  /** What was found, in the order of the lines. */
  inOrder(): Finding[] {
    const at = ({ place }: Finding): number => place.line ?? 0
    return this.findings.toSorted((a, b) => at(a) - at(b) || (a.place.column ?? 0) - (b.place.column ?? 0))
  }

  error(rule: string, range: Range | undefined, message: string, hint: string): void {
    this.add(rule, 'error', range, message, hint)
  }

  warning(rule: string, range: Range | undefined, message: string, hint: string): void {
    this.add(rule, 'warning', range, message, hint)
  }

  add(rule: string, severity: Severity, range: Range | undefined, message: string, hint: string): void {
    const place = this.source.place(range)
    this.findings.push({ rule, severity, message, place, hint })
  }
}
