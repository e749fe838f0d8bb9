import type { Ulimit } from '../../src/exec/executor.js'

/** A file of a context, of an archive or of a base: its text alone (0644), or more of it. */
export type FileSpec =
  | string
  | { readonly file: string | Uint8Array; readonly mode?: number; readonly owner?: Owner; readonly xattrs?: Xattrs }
  | { readonly dir: number; readonly owner?: Owner; readonly xattrs?: Xattrs }
  | { readonly link: string }
  /** Another name of a file that stands before it. */
  | { readonly hardLink: string }
  | { readonly fifo: number }
  | { readonly device: 'char' | 'block' }

/** uid and gid; a context's files have whatever owner the user has, and no builder looks at it. */
export type Owner = readonly [number, number]

/** Extended attributes of an archive's file by name; their values in base64. */
export type Xattrs = Readonly<Record<string, string>>

/** By path. Folders above a file need no entry of their own: they are 0755. */
export type Files = Readonly<Record<string, FileSpec>>

/** A Dockerfile (each `@unique@` in it is another word in every build) with all that it is built from, and how the build shall end. */
export interface Case {
  /** Its lines, or the very text. */
  readonly dockerfile: readonly string[] | string
  /** Where in the context it is written; `Dockerfile` where not given, nowhere when null. */
  readonly dockerfilePath?: string | null
  readonly context?: Files
  /** More folders, each given as the build context of its name. */
  readonly contexts?: Readonly<Record<string, Files>>
  /** What a server gives: by paths such as `/a`, whose address is `@served@/a` in the Dockerfile; there is nothing else. */
  readonly served?: Readonly<Record<string, string | Uint8Array>>
  /** Commits of the repository `@served@/r.git`, the first one first: files (`-> TARGET` is a link), and a tag. `@commit0@` is an id. */
  readonly commits?: readonly { readonly files: Readonly<Record<string, string>>; readonly tag?: string }[]
  readonly target?: string
  readonly buildArgs?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  /** `builtPlatform` where not given. */
  readonly platform?: string
  /** `NAME:ADDRESS` each, for /etc/hosts. */
  readonly addHosts?: readonly string[]
  /** By id: what a file holds, or a variable of the builder's environment. */
  readonly secrets?: Readonly<
    Record<string, { readonly file: string | Uint8Array } | { readonly env: string; readonly value: string }>
  >
  /** Ids of SSH agents: each a socket at which nobody says anything. */
  readonly agents?: readonly string[]
  /** Bytes. */
  readonly shmSize?: number
  readonly ulimits?: readonly Ulimit[]
  /** Recorded with a daemon whose images are in the containerd store, the default since Docker 29: the other store has no `--link`. */
  readonly containerdStore?: true
  /** Recorded with a frontend that is newer than the daemon's own, which does not know all that is used. */
  readonly frontend?: 'newer'
  /** Docker refuses to build it. */
  readonly refused?: true
  /** Paths of the summary (`config.Labels`, `tree./etc/motd`) in which oci-pack differs, and why it shall. */
  readonly deviations?: Readonly<Record<string, string>>
}

/** Cases of one topic by name. */
export type Cases = Readonly<Record<string, Case>>

/** The one name that all the cases' images get. */
export const builtTag = 'conformance/built:1'

/** The platform of all that say no other. */
export const builtPlatform = 'linux/amd64'
