import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import type { Git } from '../sources/git/git.js'
import type { Secrets } from '../sources/git/authorization.js'
import type { Times } from '../rootfs/times.js'
import type { Store } from '../store/store.js'
import { httpDownloader } from './downloader.js'
import { gitFor } from './git.js'
import type { RegistryOptions } from './options.js'
import { type Pull, registryPuller } from './puller.js'

/** What brings all that is not on this machine. */
export interface Network {
  readonly pull: Pull
  readonly git: Git
  readonly download: BuildTools['download']
  /** Ends the connections that are kept open. */
  readonly close: () => void
}

/** What it is brought with. */
export interface NetworkTools {
  readonly store: Store
  readonly times: Times
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Secrets
  /** The socket of the SSH agent that the build was given. */
  readonly sshAgent: string | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Nobody is asked: all is in the store, or not to be had. */
  readonly offline: boolean
}

/** The registries, the servers and the Git repositories themselves. */
export function networkOf(options: RegistryOptions, tools: NetworkTools): Network {
  const registries = registryPuller(options, tools)
  const servers = httpDownloader(tools)
  return {
    pull: registries.pull,
    git: gitFor(tools),
    download: servers.download,
    close: () => [registries, servers].forEach(({ close }) => close()),
  }
}
