import type { Amount } from '../../build/survey/copies.js'
import type { DeclaredArgument } from '../../build/survey/arguments.js'
import type { Wanted } from '../../build/survey/runs.js'
import type { Digest } from '../../core/digest.js'
import type { RunMount } from '../../dockerfile/mount.js'
import type { ExecutorName } from '../../exec/executor.js'
import type { OutputOption } from '../options.js'

/** Where a stage begins, or files come from. */
export type PlannedSource =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly index: number }
  /** `digest` is what the reference means now, of all platforms where it is for several; `problem` tells why it is not known. */
  | { readonly kind: 'image'; readonly reference: string; readonly digest?: Digest; readonly problem?: string }
  /** What `--build-context` gives under a name. */
  | { readonly kind: 'named-context'; readonly name: string; readonly problem?: string }

/** One thing that a COPY or an ADD takes. */
export interface PlannedFiles {
  /** As written, its variables expanded, without an address's user and password. */
  readonly source: string
  readonly from: PlannedSource | { readonly kind: 'context' | 'address' | 'here-document' }
  /** Of what is here before anything is built. */
  readonly amount?: Amount
  /** Why the build would fail. */
  readonly problem?: string
}

/** How a RUN would be executed. */
export interface PlannedExecution {
  /** `builtin`: applied as data, if the base's programs are those that are known; else a process is needed as well. */
  readonly needs: 'builtin' | 'process'
  /** Why a process is needed. */
  readonly why?: string
  /** What executes a process of the stage's platform on this host; undefined where nothing can. */
  readonly process?: ExecutorName
}

/** What is told of every step. */
export interface CommonStep {
  readonly line: number
  /** The instruction as written. */
  readonly text: string
  /** Whether it is an ONBUILD of the base. */
  readonly onbuild: boolean
}

/** A step that makes a layer. */
export type PlannedStep = CommonStep &
  (
    | { readonly kind: 'copy' | 'add'; readonly files: readonly PlannedFiles[] }
    | {
        readonly kind: 'run'
        readonly mounts: readonly RunMount[]
        readonly network?: string
        readonly security?: string
        readonly execution: PlannedExecution
      }
    | { readonly kind: 'workdir' }
  )

/** A stage of the Dockerfile that a build would make. */
export interface PlannedStage {
  readonly index: number
  /** Lower case. */
  readonly name?: string
  /** What the comment above FROM says of the name. */
  readonly description?: string
  readonly line: number
  readonly base: PlannedSource
  readonly platform: string
  /** Whether the target needs it, or is it. */
  readonly built: boolean
  /** The stages that are built before it. */
  readonly dependsOn: readonly number[]
  /** None where it is not built. */
  readonly steps: readonly PlannedStep[]
}

/** An argument; a value that looks like a secret by the argument's name is hidden. */
export interface PlannedArgument extends DeclaredArgument {
  readonly hidden: boolean
}

/** What `oci-pack plan` tells of a build. */
export interface PlanReport {
  readonly dockerfile: string
  /** What the image would run on. */
  readonly platform: string
  /** The index of the stage whose image is wanted. */
  readonly target: number
  readonly stages: readonly PlannedStage[]
  readonly arguments: readonly PlannedArgument[]
  /** What `--build-arg` gives though no ARG declares it. */
  readonly unusedBuildArgs: readonly string[]
  readonly secrets: readonly Wanted[]
  readonly sshAgents: readonly Wanted[]
  readonly outputs: readonly OutputOption[]
  /** What would make the build fail, as far as it is known, a sentence each. */
  readonly problems: readonly string[]
}
