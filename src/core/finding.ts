/**
 * How bad a finding is. Of a Task: `error` where the App Engine refuses it or it cannot run, `warning` where only some engines or sites take
 * it. Of a Dockerfile: `warning`, unless it asks for errors. Of an image: `error` where an engine refuses it or it is not what it says,
 * `warning` where it is dangerous or engines make different things of it, `info` for what is no fault but good to know.
 */
export type Severity = 'error' | 'warning' | 'info'

/** Where a finding is. Lines and columns count from 1; columns count characters. */
export interface Place {
  /** A file as the user named it, or an entry of an archive as `bundle.zip: descriptor.yml`. */
  readonly file: string
  readonly line?: number
  /** The last line that is meant, where there are more. */
  readonly endLine?: number
  readonly column?: number
  /** The column behind the last character that is meant, on the same line. */
  readonly endColumn?: number
  /** The line itself, without its end. */
  readonly text?: string
}

/** One thing that a check found: what is wrong, by which rule, where, and what to do next. */
export interface Finding {
  /**
   * The rule's stable name: lower-case words with hyphens, led by what it looks at (`descriptor-name`, `bundle-order`, `image-program`), or
   * BuildKit's name of a build check (`StageNameCasing`).
   */
  readonly rule: string
  readonly severity: Severity
  /** A sentence without its full stop. */
  readonly message: string
  readonly place: Place
  /** What to do next, as a sentence. */
  readonly hint?: string
}

/** Whether nothing stands in the way: no finding is an error. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error')
}

/** A finding in one line: `Rule: message (file:line)`. */
export function shortFinding({ rule, message, place: { file, line } }: Finding): string {
  return `${rule}: ${message} (${file}${line === undefined ? '' : `:${line}`})`
}
