import { Layers } from '../build/layers.js'
import type { NamedContext } from '../build/request.js'
import { parseBoolean } from '../core/boolean.js'
import type { OciPackError } from '../core/errors.js'
import type { Emit } from '../core/events.js'
import type { IgnoreMatcher } from '../dockerfile/ignore.js'
import type { Dockerfile } from '../dockerfile/instruction.js'
import { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import type { Times } from '../rootfs/times.js'
import type { Secrets } from '../sources/git/authorization.js'
import { plainExtent } from '../store/layers.js'
import type { Store } from '../store/store.js'
import { attestationPlaces } from './attest/places.js'
import { openContext } from './context/open.js'
import type { ContextPlace } from './context/place.js'
import { namedContexts } from './namedContexts.js'
import type { Network, NetworkTools } from './network.js'
import type { BuildOptions } from './options.js'
import { imagesOf } from './puller.js'
import { openSshAgents } from './sshAgents.js'
import { withStore } from './withStore.js'

type Given =
  | 'file'
  | 'outputs'
  | 'attest'
  | 'buildContexts'
  | 'ssh'
  | 'offline'
  | 'cacheDir'
  | 'cacheMaxSize'
  | 'onEvent'
  | 'signal'

/** What is opened for a build. */
export interface OpenOptions extends Pick<BuildOptions, Given> {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly place: ContextPlace
  readonly times: Times
  readonly args: ReadonlyMap<string, string>
  readonly secretReaders: Secrets
  /** Whether a Dockerfile at fault is opened all the same, as far as it can be read. */
  readonly upToFault?: boolean
}

/** What a build begins with; it can be read until whoever asked for it is done. */
export interface Opened extends Network {
  readonly dockerfile: Dockerfile
  /** The Dockerfile as it is written. */
  readonly text: string
  /** What is wrong with the Dockerfile, where it is opened all the same. */
  readonly fault: OciPackError | undefined
  /** The context's files as COPY sees them. */
  readonly context: Directory
  /** What .dockerignore excludes of it, where there is one. */
  readonly ignore: IgnoreMatcher | undefined
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  /** The sockets of SSH agents, by their ids. */
  readonly sshAgents: ReadonlyMap<string, string>
  readonly store: Store
  readonly layers: Layers
  readonly reader: ContentReader
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Aborts `signal`. */
  readonly stop: () => void
}

/**
 * Opens the store, the context and what else a build takes from, what is not on this machine by what `connect` makes, and closes all of it
 * afterwards. @throws OciPackError, and what `use` throws
 */
export async function withOpened<T>(
  { place, times, env, args, secretReaders: secrets, upToFault = false, ...options }: OpenOptions,
  connect: (tools: NetworkTools) => Network | Promise<Network>,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { onEvent: emit = () => undefined, offline = false } = options
  const stopping = new AbortController()
  const signal = AbortSignal.any([stopping.signal, ...(options.signal ? [options.signal] : [])])
  return withStore({ ...options, env }, async (store) => {
    const folder = await store.temporaryFolder()
    const reader = new ContentReader((layer) => plainExtent(store, layer))
    let agents: Awaited<ReturnType<typeof openSshAgents>> | undefined
    let network: Network | undefined
    try {
      agents = await openSshAgents(options.ssh ?? {}, env)
      const sshAgent = agents.sockets.get('default')
      network = await connect({ store, times, env, secrets, sshAgent, emit, signal, offline })
      const { pull, git, download } = network
      const layers = new Layers(store, folder.path, { epoch: times.epoch, signal })
      const written = (options.outputs ?? []).map(({ dest }) => dest).filter((dest) => dest !== '-')
      const outputs = written.flatMap((dest) => [dest, ...attestationPlaces(dest, options.attest ?? {})])
      const keepGitDir = parseBoolean(args.get('BUILDKIT_CONTEXT_KEEP_GIT_DIR') ?? '') === true
      const tools = { times, outputs, layers, reader, folder: folder.path, git, keepGitDir, download, emit }
      const { read, tree: context, ignore } = await openContext(place, options.file, tools)
      if (read.fault && !upToFault) throw read.fault
      const contexts = await namedContexts(options.buildContexts ?? {}, { times, store, pull: imagesOf(pull), git })
      return await use({
        ...network,
        ...read,
        context,
        ignore,
        namedContexts: contexts,
        sshAgents: agents.sockets,
        store,
        layers,
        reader,
        emit,
        signal,
        stop: () => stopping.abort(),
      })
    } finally {
      network?.close()
      reader.close()
      await Promise.all([folder.remove(), agents?.close()])
    }
  })
}
