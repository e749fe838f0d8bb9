/** A shell, as far as it reads and does things in its own way. */
export interface Dialect {
  readonly family: 'dash' | 'bash' | 'busybox'
  /** Bash that was called `sh`. */
  readonly posix: boolean
}
