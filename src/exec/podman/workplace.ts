import type { OpenContent } from '../linux/copies.js'
import type { Store } from '../../store/store.js'
import type { Cleanup } from './cleanup.js'
import type { Podman } from './command.js'
import type { Exchange } from './exchange.js'
import type { PodmanHost } from './host.js'
import type { Images } from './images.js'

/** What the names of all begin with that we make in a Podman; a temporary name follows. */
export const namePrefix = 'oci-pack-'

/** What a build's containers are made with. */
export interface Workshop {
  readonly podman: Podman
  /** Executes another program, where its ids are those of a container. It has to be a Podman of this machine. */
  readonly inside: Podman
  readonly host: PodmanHost
  readonly exchange: Exchange
  readonly images: Images
  readonly store: Store
  readonly openContent: OpenContent
}

/** What one container is made with. */
export interface Workplace extends Workshop {
  /** The container's name, with which those of all begin that is made for it. */
  readonly name: string
  /** An empty folder on the disk. */
  readonly folder: string
  /** An empty folder that others may not look into, in memory where this machine can do that. */
  readonly privateFolder: string
  readonly cleanup: Cleanup
  readonly signal: AbortSignal
}
