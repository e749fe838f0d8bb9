import type { Finding, Place, Severity } from '../../core/finding.js'

/** Gathers what the checks of one image find. What is found twice is told once. */
export class Report {
  readonly findings: Finding[] = []
  readonly #place: Place

  constructor(file: string) {
    this.#place = { file }
  }

  error(rule: string, message: string, hint: string): void {
    this.#add('error', rule, message, hint)
  }

  warning(rule: string, message: string, hint: string): void {
    this.#add('warning', rule, message, hint)
  }

  #add(severity: Severity, rule: string, message: string, hint: string): void {
    if (this.findings.some((known) => known.rule === rule && known.message === message)) return
    this.findings.push({ rule, severity, message, place: this.#place, hint })
  }
}
