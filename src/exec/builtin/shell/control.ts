/** `exit`, or a failure under `set -e`: the end of a shell or subshell. */
export class ExitShell extends Error {
  readonly status: number

  constructor(status: number) {
    super('exit')
    this.status = status
  }
}

/** `break` and `continue` of the loop that is `levels - 1` loops further out. */
export class LeaveLoop extends Error {
  readonly levels: number
  readonly again: boolean

  constructor(levels: number, again: boolean) {
    super('break')
    this.levels = levels
    this.again = again
  }
}

/** `return` from a function, or from a file that `.` reads. */
export class Return extends Error {
  readonly status: number

  constructor(status: number) {
    super('return')
    this.status = status
  }
}
