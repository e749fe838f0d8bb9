import type { ArgScope } from '../dockerfile/variables.js'
import type { StagePlan } from '../dockerfile/plan.js'
import type { History } from '../oci/config.js'
import type { Layer } from '../oci/image.js'
import type { FileSource } from './fileSource.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools } from './request.js'
import type { Stage } from './stage.js'
import type { TreeParts } from './treeParts.js'

/** What a step may use besides the stage that it changes. */
export interface StepContext {
  readonly plan: StagePlan
  readonly request: BuildRequest
  readonly tools: BuildTools
  readonly layers: Layers
  readonly parts: TreeParts
  /** What ARG needs to know. */
  readonly args: ArgScope
  /** A word with the stage's variables expanded. */
  readonly expand: (stage: Stage, word: string) => string
  /** What COPY and mounts take files from where they name nothing else. */
  readonly context: FileSource
  /** What COPY's `--from` names. */
  readonly copyFrom: (name: string) => Promise<FileSource>
  /** What the `from` of a mount names. */
  readonly mountFrom: (name: string) => Promise<FileSource>
  /** A history entry with the build's time; `text` is what `docker history` shows. */
  readonly history: (text: string) => History
  /** Whether a RUN is executed though its layer is known. */
  readonly noCache: boolean
  /** Makes a RUN's layer, once in a build for each key, when as few RUNs are executed as may be. */
  readonly once: (key: string, make: () => Promise<Layer>) => Promise<Layer>
  /** Takes what a program prints. */
  readonly output: (stream: 'stdout' | 'stderr', data: Uint8Array) => void
  /** Tells how the step was done: from the cache, or by which executor. */
  readonly tell: (how: { readonly cached: boolean; readonly detail?: string }) => void
}
