import type { RunExit, TakeOutput } from '../../exec/executor.js'
import type { Image } from '../../oci/image.js'
import type { Directory } from '../../rootfs/node.js'
import type { Resources } from '../descriptor/descriptor.js'
import type { TaskProcess } from './process.js'

/** The ways to run a Task, in the order in which they are tried. */
export const engineNames = ['builtin', 'podman', 'docker'] as const
export type EngineName = (typeof engineNames)[number]

/** A private folder of this machine, and where the Task finds it: an absolute path. */
export interface TaskFolder {
  readonly source: string
  readonly target: string
}

/** One run of a Task's image. */
export interface TaskRequest {
  readonly image: Image
  /** The image's files. */
  readonly tree: Directory
  readonly process: TaskProcess
  /** All in it is readable, writable and executable for everybody. */
  readonly inputs: TaskFolder
  /** Empty, and writable for everybody; afterwards it holds what the Task wrote, as files of this user. */
  readonly outputs: TaskFolder
  readonly resources: Resources
  /** Told when the Task is about to start: the image is ready. */
  readonly onStart: () => void
  readonly onOutput: TakeOutput
  /** Asks the Task to end: SIGTERM. */
  readonly terminate: AbortSignal
  /** Ends the Task: SIGKILL. */
  readonly kill: AbortSignal
  /** Gives the run up: nothing of it is of use any more. */
  readonly signal: AbortSignal
}

/** How a run ended. */
export interface TaskEnd {
  readonly exit: RunExit
  /** Whether the kernel ended one of its processes for lack of memory. */
  readonly outOfMemory: boolean
  /** What was otherwise than the Task's descriptor says, a sentence each without its full stop. */
  readonly notes: readonly string[]
}

/** What an engine says to a request: that it will serve it, or why it can't. */
export type EngineOffer =
  | {
      readonly serves: true
      /** Runs the Task to its end; nothing of it stays behind but its outputs. @throws OciPackError `executor`, `aborted`, `io` */
      run(): Promise<TaskEnd>
    }
  | { readonly serves: false; readonly why: string; readonly hint?: string | undefined }

/** One way to run Tasks. */
export interface TaskEngine {
  readonly name: EngineName
  /** Looks at this machine and at the request; changes neither. */
  offer(request: TaskRequest): Promise<EngineOffer>
  /** Gives up all that it keeps open. */
  close?(): Promise<void>
}
