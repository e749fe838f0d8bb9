import type { Location } from '../core/errors.js'

/** A here-document (Dockerfile reference, "Here-Documents"). */
export interface Heredoc {
  /** The delimiter, unquoted: also the name of the file that COPY makes of it. */
  readonly name: string
  /** The body, with tabs stripped already for `<<-`. Ends with a line feed unless it is empty. */
  readonly content: string
  /** The body as it stands in the file: what RUN hands to its shell, and ONBUILD keeps. */
  readonly raw: string
  /** Whether words in the body are expanded: the delimiter was not quoted. */
  readonly expand: boolean
  /** The file descriptor before `<<`; 0 unless written. */
  readonly fd: number
  readonly stripTabs: boolean
}

/** The shell form keeps the text as written (continuation lines joined); the exec form is a JSON array. */
export type CommandLine =
  { readonly form: 'shell'; readonly text: string } | { readonly form: 'exec'; readonly argv: readonly string[] }

/** What every instruction has. */
export interface Common {
  readonly location: Location
  /** The whole instruction as written, continuation lines joined, here-documents' bodies left out. */
  readonly text: string
  /** The comments above it, without their `#`, from the last empty one on. */
  readonly comments?: readonly string[]
  /** The number of its last line before here-documents, where a blank line stands within it. */
  readonly blankWithin?: number
}

export interface From extends Common {
  readonly kind: 'from'
  /** Unexpanded. */
  readonly image: string
  readonly platform?: string
  /** Lower case. */
  readonly name?: string
}
export interface Run extends Common {
  readonly kind: 'run'
  readonly command: CommandLine
  readonly heredocs: readonly Heredoc[]
  /** `--mount` values, unexpanded and unparsed. */
  readonly mounts: readonly string[]
  readonly network?: string
  readonly security?: string
}
/** Words in all fields are unexpanded. */
export interface Copy extends Common {
  readonly kind: 'copy' | 'add'
  readonly sources: readonly string[]
  /** Sources that are here-documents, in the order in which they stand. */
  readonly heredocs: readonly Heredoc[]
  readonly destination: string
  readonly from?: string
  readonly chown?: string
  readonly chmod?: string
  readonly link: boolean
  readonly parents: boolean
  readonly exclude: readonly string[]
  /** ADD alone. */
  readonly checksum?: string
  readonly keepGitDir?: boolean
  readonly unpack?: boolean
}
/** ENV and LABEL: names and values unexpanded, quotes still there. */
export interface Pairs extends Common {
  readonly kind: 'env' | 'label'
  readonly pairs: readonly { readonly name: string; readonly value: string }[]
}
export interface Arg extends Common {
  readonly kind: 'arg'
  readonly args: readonly { readonly name: string; readonly value?: string }[]
}
/** CMD, ENTRYPOINT: an empty exec form clears what was inherited. */
export interface Command extends Common {
  readonly kind: 'cmd' | 'entrypoint'
  readonly command: CommandLine
}
export interface Healthcheck extends Common {
  readonly kind: 'healthcheck'
  /** Undefined for NONE. */
  readonly command?: CommandLine
  /** Durations in nanoseconds. */
  readonly interval?: number
  readonly timeout?: number
  readonly startPeriod?: number
  readonly startInterval?: number
  readonly retries?: number
}
export interface Shell extends Common {
  readonly kind: 'shell'
  readonly argv: readonly string[]
}
/** EXPOSE's ports, VOLUME's paths: unexpanded. */
export interface Words extends Common {
  readonly kind: 'expose' | 'volume'
  readonly words: readonly string[]
}
/** One unexpanded word. */
export interface Word extends Common {
  readonly kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer'
  readonly word: string
}
export interface Onbuild extends Common {
  readonly kind: 'onbuild'
  /** The trigger as the configuration keeps it, here-documents' bodies included. */
  readonly trigger: string
}

export type Instruction = From | Run | Copy | Pairs | Arg | Command | Healthcheck | Shell | Words | Word | Onbuild

/** A Dockerfile, read. */
export interface Dockerfile {
  readonly file: string
  readonly directives: { readonly syntax?: string; readonly escape: '\\' | '`'; readonly check?: string }
  readonly instructions: readonly Instruction[]
}
