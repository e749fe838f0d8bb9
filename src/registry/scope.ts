/** What is to be done in a repository: to read it, or to write to it, which is to read it too. */
export type Right = 'pull' | 'push'

/** The rights that a request needs. */
export interface Access {
  readonly right: Right
  /** Another repository of the same registry that a blob is taken from. */
  readonly mountFrom?: string | undefined
}

/** The scopes that a token is asked for (Docker's token specification, "Requesting a Token"), in an order of their own. */
export function scopesOf(repository: string, { right, mountFrom }: Access): string[] {
  return [
    `repository:${repository}:${right === 'push' ? 'pull,push' : 'pull'}`,
    ...(mountFrom === undefined ? [] : [`repository:${mountFrom}:pull`]),
  ]
}
