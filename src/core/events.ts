import type { OciPackError } from './errors.js'
import type { Finding } from './finding.js'

/** What a build tells while it goes on. Sizes are bytes, times are milliseconds since the build began. */
export type Event =
  | { readonly type: 'step-start'; readonly id: string; readonly name: string }
  | {
      readonly type: 'step-done'
      readonly id: string
      readonly cached: boolean
      /** Which executor served a RUN, or what else is worth a word. */
      readonly detail?: string
    }
  | { readonly type: 'step-failed'; readonly id: string; readonly message: string }
  /** The build ended before the step did: another one failed, or somebody stopped it. */
  | { readonly type: 'step-stopped'; readonly id: string }
  | { readonly type: 'output'; readonly id: string; readonly stream: 'stdout' | 'stderr'; readonly data: Uint8Array }
  | {
      readonly type: 'progress'
      readonly id: string
      readonly name: string
      readonly done: number
      readonly total: number | undefined
    }
  | {
      readonly type: 'warning'
      readonly message: string
      /** What to do next, as a sentence. */
      readonly hint?: string
      /** What a check of the Dockerfile found, where it is that. */
      readonly finding?: Finding
    }

/** Takes what is told. */
export type Emit = (event: Event) => void

/** A warning of what failed, and stops nothing: what an error tells, in other words if need be. */
export function warningOf({ message, hint }: Pick<OciPackError, 'message' | 'hint'>, told = message): Event {
  return { type: 'warning', message: told, ...(hint !== undefined && { hint }) }
}
