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
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** The one error that this project throws: what was being done, why it failed, where, and what to do next. */
export class OciPackError extends Error {
  override readonly name = 'OciPackError'
  readonly code: ErrorCode
  readonly location: Location | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.location = details.location
    this.hint = details.hint
  }

  /** The same error with a location, unless it has one. */
  at(location: Location): OciPackError {
    if (this.location) return this
    return new OciPackError(this.code, this.message, { location, hint: this.hint, cause: this.cause })
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
  const reason = (code && reasons[code]) ?? message
  return new OciPackError('io', `${doing}: ${reason}`, { cause: error, hint: code ? hints[code] : undefined })
}

/** The errno code and the text of whatever was thrown. */
export function systemError(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) }
  const code: unknown = 'code' in error ? error.code : undefined
  return { code: typeof code === 'string' ? code : undefined, message: error.message }
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a directory',
  EEXIST: 'something else is there',
  ENOTDIR: 'a part of the path is not a directory',
  EROFS: 'the file system is read-only',
  EXDEV: 'the two places are on different file systems',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
}

const hints: Record<string, string> = {
  ENOSPC: 'Free some space, or put the output or the store elsewhere (--output, --cache-dir).',
  EDQUOT: 'Free some space, or put the output or the store elsewhere (--output, --cache-dir).',
}
