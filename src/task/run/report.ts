import { constants } from 'node:os'
import type { Digest } from '../../core/digest.js'
import type { RunExit } from '../../exec/executor.js'
import type { ValueReport } from '../values/report.js'
import type { EngineName } from './engine.js'

/** How a Task ended. */
export interface TaskExit {
  /** 128 and the signal's number for one that a signal ended. */
  readonly status: number
  /** The signal that such a status tells of. */
  readonly signal?: string
}

/** What `oci-pack run` tells of a run. It is the same whichever engine ran the Task, but for `engine`, `notes` and `duration`. */
export interface RunReport {
  /** The Task's image name, `com/my/task:1.0.0`; undefined where there is no descriptor. */
  readonly task: string | undefined
  /** The image's id. */
  readonly image: Digest
  /** Undefined where an input was wrong, and the Task was not run. */
  readonly engine: EngineName | undefined
  readonly exit: TaskExit | undefined
  /** Whether it ran longer than it might, and was ended. */
  readonly timedOut: boolean
  readonly inputs: readonly ValueReport[]
  readonly outputs: readonly ValueReport[]
  readonly notes: readonly string[]
  /** Milliseconds from its start to its end. */
  readonly duration: number
  /** The folder with the Task's own inputs and outputs, where it was to be kept. */
  readonly kept?: string
}

/** How a process ended, as every engine can tell it. */
export function taskExit(exit: RunExit): TaskExit {
  const signals = Object.entries(constants.signals)
  const status = 'status' in exit ? exit.status : 128 + (signals.find(([name]) => name === exit.signal)?.[1] ?? 0)
  const signal = signals.find(([, number]) => status === 128 + number)?.[0]
  return { status, ...(signal === undefined ? {} : { signal }) }
}

/** The exit status of the command that ran a Task: see docs/task-run.md. */
export function runStatus({ exit, timedOut, outputs }: RunReport): number {
  if (!exit) return 1
  if (timedOut) return 124
  if (exit.status !== 0) return exit.status
  return outputs.every(({ ok }) => ok) ? 0 : 3
}
