/** A Dockerfile to be checked. Its context is empty but for `.dockerignore`. */
export interface LintCase {
  readonly dockerfile: string
  readonly ignore?: string
  readonly buildArgs?: Readonly<Record<string, string>>
  readonly target?: string
  readonly platform?: string
}

/** What Docker says of it: `Rule:line` each, sorted, and whether it could not be built. */
export interface Answer {
  readonly warnings: readonly string[]
  readonly error: boolean
}
