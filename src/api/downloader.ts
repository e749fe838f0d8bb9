import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import { once } from '../core/once.js'
import type { Store } from '../store/store.js'

interface DownloaderTools {
  /** Nobody is asked. */
  readonly offline: boolean
  readonly store: Store
  readonly env: Readonly<Record<string, string | undefined>>
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Milliseconds without a byte after which an exchange has failed. */
const stallTimeout = 60_000

/** Fetches files from http(s) addresses, each once in a build. What speaks HTTP is loaded when the first one is asked for. */
export function httpDownloader({ store, env, emit, signal, offline }: DownloaderTools): BuildTools['download'] {
  const fetched = new Map<string, ReturnType<BuildTools['download']>>()
  const load = once(async () => {
    const [{ download }, { Transport }, { httpPeer }] = await Promise.all([
      import('../sources/http/download.js'),
      import('../http/transport.js'),
      import('../sources/http/peer.js'),
    ])
    return { download, transport: offline ? undefined : new Transport({ env, peer: httpPeer, stallTimeout }) }
  })
  return (address, expected) => {
    const key = `${expected ?? ''} ${address}`
    const known = fetched.get(key)
    if (known) return known
    const coming = load().then(({ download, transport }) =>
      download(address, expected, { store, transport, emit, signal }),
    )
    fetched.set(key, coming)
    return coming
  }
}
