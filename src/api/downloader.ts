import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import { memo } from '../core/memo.js'
import { once } from '../core/once.js'
import type { Transport } from '../http/transport.js'
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

/** Fetches files from http(s) addresses, each once in a build. What speaks HTTP is loaded when the first one is asked for; `close` ends its connections. */
export function httpDownloader({ store, env, emit, signal, offline }: DownloaderTools): {
  readonly download: BuildTools['download']
  readonly close: () => void
} {
  let transport: Transport | undefined
  const fetched = new Map<string, ReturnType<BuildTools['download']>>()
  const load = once(async () => {
    const [{ download }, { Transport }, { httpPeer }] = await Promise.all([
      import('../sources/http/download.js'),
      import('../http/transport.js'),
      import('../sources/http/peer.js'),
    ])
    transport = offline ? undefined : new Transport({ env, peer: httpPeer, stallTimeout })
    return download
  })
  return {
    download: (address, expected) =>
      memo(fetched, `${expected ?? ''} ${address}`, async () => {
        const download = await load()
        return download(address, expected, { store, transport, emit, signal })
      }),
    close: () => transport?.close(),
  }
}
