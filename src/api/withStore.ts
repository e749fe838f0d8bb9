import { fromSystemError } from '../core/errors.js'
import type { Emit } from '../core/events.js'
import { parseSize } from '../core/size.js'
import { boundStore } from '../store/bound.js'
import { defaultStoreDir } from '../store/location.js'
import { Store } from '../store/store.js'
import { removeTree } from './removeTree.js'

/** What tells where the store is. */
export interface StoreLocation {
  /** The store's folder; `oci-pack` in XDG_CACHE_HOME unless said. */
  readonly cacheDir?: string | undefined
  /** `process.env` unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

interface StoreUse extends StoreLocation {
  readonly cacheMaxSize?: number | undefined
  readonly onEvent?: Emit | undefined
  readonly signal?: AbortSignal | undefined
}

/** The store's folder. */
export function storeDir({ cacheDir, env = process.env }: StoreLocation): string {
  return cacheDir ?? defaultStoreDir(env)
}

/**
 * Opens the store for some work, and brings it within its bound afterwards. @throws OciPackError `usage` where the environment's bound is no size, `io`, and what the work throws
 */
export async function withStore<T>(options: StoreUse, work: (store: Store) => Promise<T>): Promise<T> {
  const maxSize = options.cacheMaxSize ?? boundOf(options.env ?? process.env)
  const store = await Store.open(storeDir(options), { removeTree })
  try {
    return await work(store)
  } finally {
    await store.close()
    // Who stopped a build does not wait for more. To look through a large store takes as long as a build from it.
    if (!options.signal?.aborted && (maxSize !== undefined || store.mayHaveGrown))
      await bound(store, maxSize, options.onEvent)
  }
}

function boundOf(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const name = 'OCI_PACK_CACHE_MAX_SIZE'
  const text = env[name]
  return text ? parseSize(text, name) : undefined
}

/** A store that cannot be pruned spoils no build. */
async function bound(store: Store, maxSize: number | undefined, emit?: Emit): Promise<void> {
  try {
    await boundStore(store.dir, maxSize, store.removeTree)
  } catch (error) {
    emit?.({ type: 'warning', message: fromSystemError(error, `cannot prune the store ${store.dir}`).message })
  }
}
