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

/** A folder or file of this machine that the process sees at `target`. What it writes there enters no layer. */
export interface BindMount {
  /** Absolute path on this machine. */
  readonly source: string
  /** Absolute path in the image; made when it is missing, and left out of the layer. */
  readonly target: string
  readonly readOnly: boolean
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
  readonly mounts: readonly BindMount[]
  /** `host`: this machine's network; `none`: loopback alone. */
  readonly network: 'host' | 'none'
  /** More lines for /etc/hosts: name and address. */
  readonly extraHosts: readonly { readonly name: string; readonly address: string }[]
  /** Takes what the process prints, as it comes. */
  readonly onOutput: (stream: 'stdout' | 'stderr', data: Uint8Array) => void
  readonly signal: AbortSignal
}

/** How a process ended: by its exit status or by a signal. */
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

/** One way to execute a RUN. */
export interface Executor {
  readonly name: string
  /** Looks at this host and at the request; changes neither. */
  offer(request: RunRequest): Promise<Offer>
}
