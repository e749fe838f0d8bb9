import type { ByteString } from '../core/bytes.js'
import type { Platform } from '../core/platform.js'
import type { Layer } from '../oci/image.js'
import type { LayerEntries } from '../rootfs/layerWriter.js'
import type { Directory } from '../rootfs/node.js'

/** Numeric identity of a process, as looked up in the image's own passwd and group. */
export interface ProcessUser {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups. */
  readonly groups: readonly number[]
}

/** A file or directory in the tree that some layers make. */
export interface TreePart {
  /** Lowest first; none for an empty tree. */
  readonly layers: readonly Layer[]
  /** What the layers make. */
  readonly tree: Directory
  /** Where it is: a clean path, which is there in the tree; the root is the empty string. */
  readonly path: ByteString
}

/** Whom a file that is made for a process belongs to, and its permission bits. */
export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Who may use a cache at the same time: all, nobody else (who comes gets another one), one after the other. */
export type Sharing = 'shared' | 'private' | 'locked'

/**
 * What the process finds at `target`, an absolute path in the image, in the order in which they are mounted. The place is made when it
 * is missing; neither it nor what is written below it enters a layer.
 */
export type Mount = { readonly target: string } &
  /** Files of a tree; where they may be written to, that is forgotten. */
  (
    | { readonly type: 'bind'; readonly source: TreePart; readonly readOnly: boolean }
    /** A directory that stays from one build to the next under its id; `source` is what it holds at first. */
    | ({
        readonly type: 'cache'
        readonly id: string
        readonly sharing: Sharing
        readonly source?: TreePart
        readonly readOnly: boolean
      } & Ownership)
    /** An empty directory in memory; `size` is the most that it takes, in bytes. */
    | { readonly type: 'tmpfs'; readonly size?: number; readonly readOnly: boolean }
    /** A file that never lies on a disk: a secret, a here-document that is a script. */
    | ({ readonly type: 'file'; readonly bytes: Uint8Array } & Ownership)
    /** A file or directory of this machine, where what the process writes stays. */
    | { readonly type: 'host'; readonly source: string; readonly readOnly: boolean }
    /** A socket whose connections go to the one at `socket`, a path on this machine. */
    | ({ readonly type: 'socket'; readonly socket: string } & Ownership)
  )

/** A limit on a resource (setrlimit(2)) under its name there, in lower case and without `RLIMIT_`; -1 is no limit. */
export interface Ulimit {
  readonly name: string
  readonly soft: number
  readonly hard: number
}

/** Takes a piece of what a process prints, at once or when its promise is kept. */
export type TakeOutput =
  | ((stream: 'stdout' | 'stderr', data: Uint8Array) => void)
  | ((stream: 'stdout' | 'stderr', data: Uint8Array) => Promise<void>)

/** What a process has that is executed for its own sake: nothing of what it changes in its file tree is told, and it can be asked to end. */
export interface Container {
  /** Folders of control groups that it is put into. */
  readonly groups: readonly string[]
  /** How many processors it may use at most, where no group limits that. */
  readonly processors: number | undefined
  /** Told when it is about to start: its files are ready. */
  readonly onStart: () => void
  /** Sends it SIGTERM. */
  readonly terminate: AbortSignal
  /** Ends it, and all that it started, by SIGKILL. */
  readonly kill: AbortSignal
}

/** One process to execute on a file tree. */
export interface RunRequest {
  /** The program and its arguments, the shell's included. Never empty. */
  readonly argv: readonly string[]
  /** `NAME=value` each; nothing of this machine's environment is added. */
  readonly env: readonly string[]
  /** Absolute; made, 0755 of root, where it is missing. */
  readonly cwd: string
  readonly user: ProcessUser
  /** The layers below, lowest first, and the tree they make. Neither is changed. */
  readonly layers: readonly Layer[]
  readonly tree: Directory
  readonly platform: Platform
  readonly mounts: readonly Mount[]
  /** `host`: this machine's network; `none`: loopback alone. */
  readonly network: 'host' | 'none'
  /** What the process takes its machine's name for; with `chroot` it is in /etc/hosts alone. */
  readonly hostname: string
  /** More lines for /etc/hosts: name and address. */
  readonly extraHosts: readonly { readonly name: string; readonly address: string }[]
  /** `sandbox`: the rights that Docker leaves to a container; `insecure`: all that the builder has. */
  readonly security: 'sandbox' | 'insecure'
  /** Size of /dev/shm in bytes. */
  readonly shmSize: number
  readonly ulimits: readonly Ulimit[]
  readonly container?: Container
  /** Takes what the process prints, as it comes; the next piece when this one is taken. */
  readonly onOutput: TakeOutput
  readonly signal: AbortSignal
}

/** How a process ended: by its exit status, or by a signal that its name tells. */
export type RunExit = { readonly status: number } | { readonly signal: string }

/** What an executor says to a request: that it will serve it, or why it can't. */
export type Offer =
  | {
      readonly serves: true
      /**
       * Executes the request and, where it ended with status 0, writes what changed as a layer: whiteouts for what is gone, the
       * directories above a change as they are, nothing of the mounts and of what the executor itself puts there.
       * @throws OciPackError `executor`, `aborted`, `io`
       */
      execute(layer: LayerEntries): Promise<RunExit>
    }
  | { readonly serves: false; readonly why: string; readonly hint?: string }

/** The ways to execute a RUN, in the order in which they are tried. */
export const executorNames = ['builtin', 'namespaces', 'chroot', 'podman'] as const
export type ExecutorName = (typeof executorNames)[number]

/** What an executor can do on this host. */
export interface Examination {
  /** Whether it can execute anything at all here. */
  readonly works: boolean
  /** What it can do, or why it cannot, a sentence each. */
  readonly findings: readonly string[]
  /** What would make more possible, a sentence each. */
  readonly hints: readonly string[]
}

/** One way to execute a RUN. */
export interface Executor {
  readonly name: ExecutorName
  /** Looks at this host and at the request; changes neither. */
  offer(request: RunRequest): Promise<Offer>
  /** Looks at this host, for `oci-pack doctor`. */
  examine(): Promise<Examination>
  /** Gives up all that it keeps open for a build. */
  close?(): Promise<void>
}
