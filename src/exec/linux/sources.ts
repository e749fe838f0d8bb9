import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../../store/store.js'
import type { Mount, RunRequest, TreePart } from '../executor.js'
import { type CacheFolder, cacheFolder } from './caches.js'
import type { Copies } from './copies.js'
import type { Ids } from './ids.js'
import { type Relay, relaySocket } from './relay.js'

/** Where what a request mounts comes from. */
export interface MountSources<Bind> {
  /** For each of the request's mounts that is a bind: its source, as the executor takes it. */
  readonly binds: ReadonlyMap<Mount, Bind>
  /** For each that is a cache: its folder. */
  readonly caches: ReadonlyMap<Mount, CacheFolder>
  /** For each that is a socket: where one is that takes connections for it. */
  readonly sockets: ReadonlyMap<Mount, string>
  /** The host's resolv.conf. */
  readonly resolvConf: Uint8Array
}

interface SourceTools<Bind> {
  readonly store: Store
  readonly ids: Ids
  readonly copies: Copies
  /** A folder of the request's own, which is removed with it. */
  readonly folder: string
  /** Makes the source of a bind; `copy` makes a copy of a part of a tree, to be used up. */
  readonly bind: (source: TreePart, copy: (source: TreePart) => Promise<string>) => Promise<Bind>
}

/**
 * Prepares the sources of a request's mounts, has `use` use them, and takes away what only lives as long. @throws OciPackError `io`, `executor`, and what
 * `use` throws
 */
export async function withSources<Bind, Result>(
  request: RunRequest,
  { store, ids, copies, folder, bind }: SourceTools<Bind>,
  use: (sources: MountSources<Bind>) => Promise<Result>,
): Promise<Result> {
  const binds = new Map<Mount, Bind>()
  const caches = new Map<Mount, CacheFolder>()
  const sockets = new Map<Mount, string>()
  const relays: Relay[] = []
  try {
    for (const [i, mount] of request.mounts.entries()) {
      const copy = (source: TreePart): Promise<string> => copies.part(source, join(folder, `part-${i}`))
      if (mount.type === 'bind') binds.set(mount, await bind(mount.source, copy))
      if (mount.type === 'cache') caches.set(mount, await cacheFolder(store, ids, mount, copy))
      if (mount.type !== 'socket') continue
      const relay = await relaySocket(mount.socket, folder, `socket-${i}`)
      relays.push(relay)
      sockets.set(mount, relay.path)
    }
    const resolvConf = await readFile('/etc/resolv.conf').catch(() => Buffer.alloc(0))
    return await use({ binds, caches, sockets, resolvConf })
  } finally {
    for (const relay of relays) await relay.close()
  }
}
