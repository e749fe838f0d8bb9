import type { Digest } from '../core/digest.js'
import type { Emit } from '../core/events.js'
import type { Platform } from '../core/platform.js'
import type { IgnoreMatcher } from '../dockerfile/ignore.js'
import type { Dockerfile, Instruction, Run } from '../dockerfile/instruction.js'
import type { StagePlan } from '../dockerfile/plan.js'
import type { Executor, Ulimit } from '../exec/executor.js'
import type { Image, Layer } from '../oci/image.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import type { Git } from '../sources/git/git.js'
import type { Times } from '../rootfs/times.js'
import type { Download } from '../sources/http/download.js'
import type { SharedCache } from '../sources/sharedCache/sharedCache.js'
import type { Store } from '../store/store.js'
import type { PlannedMount } from './run/mounts.js'
import type { RunInputs } from './runCache.js'
import type { RunTurns } from './runTurns.js'
import type { Stage } from './stage.js'

/** What a name given by `--build-context` stands for: a folder's tree, or an image. */
export type NamedContext =
  | {
      readonly kind: 'folder'
      readonly tree: Directory
      /** Whether its files lie on this machine as the user has them, and not as some source has. */
      readonly isOwn: boolean
    }
  | { readonly kind: 'image'; readonly open: (platform: Platform) => Promise<Image> }

/** What a RUN may only do where the build allows it. */
export const entitlements = ['security.insecure', 'network.host'] as const
export type Entitlement = (typeof entitlements)[number]

/** All that a build depends on. */
export interface BuildRequest {
  readonly dockerfile: Dockerfile
  /** The files that COPY and ADD may take, those that .dockerignore excludes left out. */
  readonly context: Directory
  /** What .dockerignore says, for the checks. */
  readonly ignore?: IgnoreMatcher | undefined
  /** By their `contextName`. */
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  /** The stage to build; the last one unless said. */
  readonly target?: string | undefined
  readonly buildArgs: ReadonlyMap<string, string>
  readonly platform: Platform
  /** Whether the platform was asked for: if not, the image is for what its base is for. */
  readonly platformGiven: boolean
  /** Whether other platforms are built for at the same time: what is told of a step tells its platform then. */
  readonly oneOfSeveral?: boolean
  /** Labels put on the image besides its Dockerfile's. */
  readonly labels: ReadonlyMap<string, string>
  readonly times: Times
  /** Where each RUN is executed, whatever is known of earlier ones: in all stages, or in those of these names, which are in lower case. */
  readonly noCache: true | ReadonlySet<string>
  /** What a RUN without `--network` sees. */
  readonly network: 'host' | 'none'
  readonly extraHosts: readonly { readonly name: string; readonly address: string }[]
  readonly allowed: ReadonlySet<Entitlement>
  /** Size of a RUN's /dev/shm in bytes. */
  readonly shmSize: number
  readonly ulimits: readonly Ulimit[]
  /** Reads a secret, by its id. */
  readonly secrets: ReadonlyMap<string, () => Promise<Uint8Array>>
  /** The sockets of SSH agents on this machine, by the ids that `RUN --mount=type=ssh` names. */
  readonly sshAgents: ReadonlyMap<string, string>
}

/** An instruction that made a layer. */
export interface MadeStep {
  /** What the image is for. */
  readonly platform: Platform
  readonly plan: StagePlan
  readonly instruction: Instruction
  /** The stage with the layer on top. */
  readonly stage: Stage
  readonly layer: Layer
}

/** A RUN whose layer is wanted. */
export interface AskedRun {
  readonly key: string
  readonly plan: StagePlan
  readonly instruction: Run
  /** The stage before it. */
  readonly stage: Stage
  readonly inputs: RunInputs
  readonly mounts: readonly PlannedMount[]
  /** Whether it is executed though its layer may be known. */
  readonly noCache: boolean
}

/** The parts of the house that a build works with. */
export interface BuildTools {
  readonly store: Store
  readonly reader: ContentReader
  /** In the order in which they are tried for a RUN. */
  readonly executors: () => Promise<readonly Executor[]>
  /** Whose turn it is to execute a RUN. */
  readonly turns: RunTurns
  /** Brings an image whose reference is given. @throws OciPackError `reference`, `registry`, `not-found` */
  readonly pull: (reference: string, platform: Platform) => Promise<Image>
  /** What keeps added repositories. */
  readonly git: Git
  /**
   * Brings the file at an http(s) address, which must have the digest if one is given.
   * @throws OciPackError `source`, `not-found`, `integrity`, `aborted`
   */
  readonly download: (address: string, expected?: Digest) => Promise<Download>
  /** What others have built. */
  readonly shared?: Pick<SharedCache, 'find'> | undefined
  /** Told of each RUN's layer, and whether it was made just now. */
  readonly ran?: ((key: string, layer: Layer, fresh: boolean) => void) | undefined
  /** Asked before a RUN's layer is taken or made. What it throws ends the stage. */
  readonly asked?: ((run: AskedRun, isKnown: boolean) => Promise<void>) | undefined
  /** Told of each layer that an instruction made; gives the one that the stage goes on with. */
  readonly made?: ((step: MadeStep) => Layer) | undefined
  /** Whether the build is only compared with another one: what its RUNs make is not remembered. */
  readonly isTrial?: boolean
  readonly emit: Emit
  readonly hostPlatform: Platform
  readonly signal: AbortSignal
  /** Aborts `signal`: nothing that still goes on is of any use. */
  readonly stop: () => void
}
