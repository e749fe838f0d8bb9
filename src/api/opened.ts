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
import type { SharedCache } from '../sources/sharedCache/sharedCache.js'
import type { Store } from '../store/store.js'
import { documentPlaces } from './attest/places.js'
import { openContext } from './context/open.js'
import type { ContextPlace } from './context/place.js'
import { namedContexts } from './namedContexts.js'
import type { Network, NetworkTools } from './network.js'
import type { BuildOptions } from './options.js'
import { outputPlaces } from './outputs/places.js'
import { platformsOf } from './platforms.js'
import { imagesOf } from './puller.js'
import type { CacheTools, OpenCache } from './sharedCache/open.js'
import { openSshAgents } from './sshAgents.js'
import { withStore } from './withStore.js'

type Given =
  | 'file'
  | 'platform'
  | 'platforms'
  | 'outputs'
  | 'attest'
  | 'buildContexts'
  | 'ssh'
  | 'offline'
  | 'cacheDir'
  | 'cacheMaxSize'
  | 'registry'
  | 'cacheFrom'
  | 'cacheTo'
  | 'cacheMaxAge'
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
  /** What others have built. */
  readonly shared: SharedCache | undefined
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
    let cache: OpenCache | undefined
    try {
      agents = await openSshAgents(options.ssh ?? {}, env)
      const sshAgent = agents.sockets.get('default')
      network = await connect({ store, times, env, secrets, sshAgent, emit, signal, offline })
      const { pull, git, download } = network
      cache = await cacheOf({ ...options, store, env, emit, signal, offline })
      const shared = cache?.shared
      const layers = new Layers(store, folder.path, { epoch: times.epoch, signal, shared })
      const outputs = written(options)
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
        shared,
        reader,
        emit,
        signal,
        stop: () => stopping.abort(),
      })
    } finally {
      network?.close()
      reader.close()
      await Promise.all([folder.remove(), agents?.close(), cache?.close()])
    }
  })
}

/** What reads shared caches is loaded where there are any. */
async function cacheOf({
  cacheFrom = [],
  registry = {},
  ...tools
}: Pick<OpenOptions, 'cacheFrom' | 'registry'> & Omit<CacheTools, 'registry'>): Promise<OpenCache | undefined> {
  if (cacheFrom.length === 0) return undefined
  return (await import('./sharedCache/open.js')).openSharedCache(cacheFrom, { ...tools, registry })
}

/** The files and folders that are written, and folders of caches: they are no part of the context. */
function written(options: Pick<BuildOptions, Given>): string[] {
  const { outputs = [], attest = {}, cacheFrom = [], cacheTo = [] } = options
  const platforms = platformsOf(options).map(({ platform }) => platform)
  return [
    ...outputs.flatMap((output) => outputPlaces(output, platforms)).filter((place) => place !== '-'),
    ...outputs.flatMap((output) => documentPlaces(output, platforms, attest)),
    ...cacheFrom.flatMap((source) => (source.type === 'local' ? source.src : [])),
    ...cacheTo.flatMap((destination) => (destination.type === 'local' ? destination.dest : [])),
  ]
}
