/** Something that was looked at on a host. */
export interface Check {
  readonly topic: string
  /** Whether it is as a build wants it; undefined where it is neither here nor there. */
  readonly good?: boolean | undefined
  readonly finding: string
  /** What would make more possible, a sentence. */
  readonly hint?: string | undefined
}
