/**
 * What can go wrong, as a stable code that programs may test. `usage` ends the command with status 2, every other with 1.
 */
export type ErrorCode =
  | 'usage' // a flag, an argument or a reference given on the command line
  | 'dockerfile' // the Dockerfile or .dockerignore cannot be read as such
  | 'source' // a file that COPY, ADD or a flag names is missing or may not be used
  | 'reference' // an image reference that is ill-formed
  | 'not-found' // an image, a stage, a blob or a file that is not there
  | 'registry' // a registry refused or did not answer
  | 'integrity' // bytes that do not match their digest or size
  | 'format' // an archive, a layer or a JSON document that is ill-formed
  | 'run' // a RUN that ended with an error
  | 'executor' // no executor can serve a RUN on this host
  | 'io' // the operating system refused: full disk, no permission
  | 'unsupported' // understood, yet not possible here
  | 'aborted' // the user or the caller stopped it

/** A range of lines in a text that a person wrote; lines count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly endLine: number
  /** The lines themselves, `line` to `endLine`, without line ends. */
  readonly text: readonly string[]
}

/** What an error tells besides its message. */
export interface ErrorDetails {
  /** Where in the user's text the fault lies. */
  readonly location?: Location | undefined
  /** What to do next, as a sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

/** What to do next where an error itself does not say: true of every error of its kind. */
const hintsOfCodes = {
  integrity: "Bring or make it anew; 'oci-pack cache verify --fix' removes what is damaged in the store.",
  executor: "'oci-pack doctor' tells what this host can do.",
  format:
    "Check that the right thing is named, or make it anew; 'oci-pack verify' tells all that is wrong with an image.",
} satisfies Record<Exclude<ExplainedCode, 'aborted'>, string>

/** The codes whose errors may leave the hint to their kind; what was stopped needs none. */
export type ExplainedCode = 'integrity' | 'executor' | 'format' | 'aborted'

/** The one error that this project throws: what was being done, why it failed, where, and what to do next. */
export class OciPackError extends Error {
  override readonly name = 'OciPackError'
  readonly code: ErrorCode
  readonly location: Location | undefined
  /** There is one but where the code is `aborted`. */
  readonly hint: string | undefined

  constructor(code: ExplainedCode, message: string, details?: ErrorDetails)
  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly hint: string })
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.location = details.location
    this.hint = details.hint ?? (hintsOfCodes as Partial<Record<ErrorCode, string>>)[code]
  }

  /** The same error with a location, unless it has one. */
  at(location: Location): OciPackError {
    return this.location ? this : this.retold({ location })
  }

  /** The same error, told otherwise where `changes` say so; what was stopped stays `aborted`. */
  retold(changes: { code?: ErrorCode; message?: string; location?: Location; hint?: string }): OciPackError {
    const { code = this.code, message = this.message, location = this.location, hint = this.hint } = changes
    const details = { location, cause: this.cause }
    if (this.code === 'aborted' || hint === undefined) return new OciPackError('aborted', message, details)
    return new OciPackError(code, message, { ...details, hint })
  }
}

/** The exit status of the command that an error ends. */
export function exitStatus(error: OciPackError): 1 | 2 {
  return error.code === 'usage' ? 2 : 1
}

/** An operating system's error as ours, told as `doing` and its reason. An error that is ours already is returned as it is. */
export function fromSystemError(error: unknown, doing: string): OciPackError {
  if (error instanceof OciPackError) return error
  const { code, message } = systemError(error)
  if (code === 'ABORT_ERR') return new OciPackError('aborted', `${doing}: stopped`, { cause: error })
  const known = code === undefined ? undefined : refusals[code]
  return new OciPackError('io', `${doing}: ${known?.reason ?? message}`, {
    hint: known?.hint ?? 'Check the place that is named, and its disk.',
    cause: error,
  })
}

/** The errno code and the text of whatever was thrown. */
export function systemError(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) }
  const code: unknown = 'code' in error ? error.code : undefined
  return { code: typeof code === 'string' ? code : undefined, message: error.message }
}

const elsewhere = 'Free some space, or put the output or the store elsewhere (--output, --cache-dir).'
const permission = 'Get the permission (ls -ld PATH shows who has it), or name another place.'

const refusals: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  ENOENT: {
    reason: 'no such file or directory',
    hint: 'Check the path; a relative one begins where the command is run.',
  },
  EACCES: { reason: 'permission denied', hint: permission },
  EPERM: { reason: 'operation not permitted', hint: permission },
  ENOSPC: { reason: 'no space left on the device', hint: elsewhere },
  EDQUOT: { reason: 'the disk quota is used up', hint: elsewhere },
  EISDIR: { reason: 'it is a directory', hint: 'Name a file.' },
  EEXIST: { reason: 'something else is there', hint: 'Remove what is there, or name another place.' },
  ENOTDIR: {
    reason: 'a part of the path is not a directory',
    hint: 'Check the path: what stands before a / is to be a directory.',
  },
  EROFS: { reason: 'the file system is read-only', hint: 'Name a place on another file system.' },
  EXDEV: { reason: 'the two places are on different file systems', hint: 'Name places on one file system.' },
  ELOOP: { reason: 'too many symbolic links', hint: 'Check where they lead: namei -l PATH.' },
  EMFILE: { reason: 'too many open files', hint: 'Raise the limit: ulimit -n 4096.' },
  ENAMETOOLONG: { reason: 'the name is too long', hint: 'Take a shorter one.' },
}
