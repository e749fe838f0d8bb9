import type { Emit } from '../core/events.js'
import type { Platform } from '../core/platform.js'
import type { Dockerfile } from '../dockerfile/instruction.js'
import type { Executor } from '../exec/executor.js'
import type { Image } from '../oci/image.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import type { Times } from '../rootfs/times.js'
import type { Store } from '../store/store.js'

/** What a name given by `--build-context` stands for: a folder's tree, or an image. */
export type NamedContext =
  | { readonly kind: 'folder'; readonly tree: Directory }
  | { readonly kind: 'image'; readonly open: (platform: Platform) => Promise<Image> }

/** All that a build depends on. */
export interface BuildRequest {
  readonly dockerfile: Dockerfile
  /** The files that COPY and ADD may take, those that .dockerignore excludes left out. */
  readonly context: Directory
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  /** The stage to build; the last one unless said. */
  readonly target?: string | undefined
  readonly buildArgs: ReadonlyMap<string, string>
  readonly platform: Platform
  /** Labels put on the image besides its Dockerfile's. */
  readonly labels: ReadonlyMap<string, string>
  readonly times: Times
  /** Execute each RUN, whatever is known of earlier ones. */
  readonly noCache: boolean
  /** What a RUN without `--network` sees. */
  readonly network: 'host' | 'none'
  readonly extraHosts: readonly { readonly name: string; readonly address: string }[]
}

/** The parts of the house that a build works with. */
export interface BuildTools {
  readonly store: Store
  readonly reader: ContentReader
  /** In the order in which they are tried for a RUN. */
  readonly executors: readonly Executor[]
  /** Brings an image whose reference is given. @throws OciPackError `reference`, `registry`, `not-found` */
  readonly pull: (reference: string, platform: Platform) => Promise<Image>
  readonly emit: Emit
  readonly hostPlatform: Platform
  readonly signal: AbortSignal
}
