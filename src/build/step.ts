import type { ArgScope } from '../dockerfile/variables.js'
import type { History } from '../oci/config.js'
import type { Directory } from '../rootfs/node.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools } from './request.js'
import type { Stage } from './stage.js'

/** What a step may use besides the stage that it changes. */
export interface StepContext {
  readonly request: BuildRequest
  readonly tools: BuildTools
  readonly layers: Layers
  /** What ARG needs to know. */
  readonly args: ArgScope
  /** A word with the stage's variables expanded. */
  readonly expand: (stage: Stage, word: string) => string
  /** The tree that `--from` names: a stage's, a named context's or an image's. */
  readonly from: (name: string) => Promise<Directory>
  /** A history entry with the build's time; `text` is what `docker history` shows. */
  readonly history: (text: string) => History
  /** Takes what a program prints. */
  readonly output: (stream: 'stdout' | 'stderr', data: Uint8Array) => void
  /** Tells how the step was done: from the cache, or by which executor. */
  readonly tell: (how: { readonly cached: boolean; readonly detail?: string }) => void
}
