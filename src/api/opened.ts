import { Layers } from '../build/layers.js'
import type { NamedContext } from '../build/request.js'
import type { Emit } from '../core/events.js'
import type { Dockerfile } from '../dockerfile/instruction.js'
import { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import type { Times } from '../rootfs/times.js'
import { plainExtent } from '../store/layers.js'
import type { Store } from '../store/store.js'
import { openContext } from './context/open.js'
import type { ContextPlace } from './context/place.js'
import { namedContexts } from './namedContexts.js'
import type { BuildOptions } from './options.js'
import { imagesOf, type Pull, type PullerTools } from './puller.js'
import { withStore } from './withStore.js'

type Given = 'file' | 'outputs' | 'buildContexts' | 'offline' | 'cacheDir' | 'cacheMaxSize' | 'onEvent' | 'signal'

/** What is opened for a build. */
export interface OpenOptions extends Pick<BuildOptions, Given> {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly place: ContextPlace
  readonly times: Times
}

/** What a build begins with; it can be read until whoever asked for it is done. */
export interface Opened {
  readonly dockerfile: Dockerfile
  /** The context's files as COPY sees them. */
  readonly context: Directory
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  readonly pull: Pull
  readonly store: Store
  readonly layers: Layers
  readonly reader: ContentReader
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Aborts `signal`. */
  readonly stop: () => void
}

/** Opens the store, the context and what else a build takes from, by what `puller` makes, and closes all of it afterwards. @throws OciPackError, and what `use` throws */
export async function withOpened<T>(
  { place, times, env, ...options }: OpenOptions,
  puller: (tools: PullerTools) => Pull | Promise<Pull>,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { onEvent: emit = () => undefined, offline = false } = options
  const stopping = new AbortController()
  const signal = AbortSignal.any([stopping.signal, ...(options.signal ? [options.signal] : [])])
  return withStore({ ...options, env }, async (store) => {
    const folder = await store.temporaryFolder()
    const reader = new ContentReader((layer) => plainExtent(store, layer))
    try {
      const pull = await puller({ store, env, emit, signal, offline })
      const layers = new Layers(store, folder.path, { epoch: times.epoch, signal })
      const outputs = (options.outputs ?? []).map(({ dest }) => dest).filter((dest) => dest !== '-')
      const tools = { times, outputs, layers, reader, folder: folder.path, emit }
      const { dockerfile, tree: context } = await openContext(place, options.file, tools)
      const contexts = await namedContexts(options.buildContexts ?? {}, times, store, imagesOf(pull))
      const stop = (): void => stopping.abort()
      return await use({
        dockerfile,
        context,
        namedContexts: contexts,
        pull,
        store,
        layers,
        reader,
        emit,
        signal,
        stop,
      })
    } finally {
      reader.close()
      await folder.remove()
    }
  })
}
