import { parseAge } from '../core/age.js'
import { fromSystemError } from '../core/errors.js'
import { type Emit, warningOf } from '../core/events.js'
import { parseSize } from '../core/size.js'
import { type Bound, boundStore } from '../store/bound.js'
import { refreshLayout } from '../store/layout.js'
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
  readonly cacheMaxAge?: number | undefined
  readonly onEvent?: Emit | undefined
  readonly signal?: AbortSignal | undefined
}

/** The store's folder. */
export function storeDir({ cacheDir, env = process.env }: StoreLocation): string {
  return cacheDir ?? defaultStoreDir(env)
}

/**
 * Opens the store for some work, lists its images for others and brings it within its bound afterwards. @throws OciPackError `usage` where the environment's bound is none, `io`, and what the work throws
 */
export async function withStore<T>(options: StoreUse, work: (store: Store) => Promise<T>): Promise<T> {
  const limits = boundOf(options)
  const store = await Store.open(storeDir(options), { removeTree })
  try {
    return await work(store)
  } finally {
    await store.close()
    if (store.imagesMayDiffer) await listImages(store, options.onEvent)
    // Who stopped a build does not wait for more. To look through a large store takes as long as a build from it.
    const isAsked = limits.maxSize !== undefined || limits.maxAge !== undefined
    if (!options.signal?.aborted && (isAsked || store.mayHaveGrown)) await bound(store, limits, options.onEvent)
  }
}

function boundOf({ cacheMaxSize, cacheMaxAge, env = process.env }: StoreUse): Bound {
  const said = (name: string, parse: (text: string, name: string) => number): number | undefined => {
    const text = env[name]
    return text ? parse(text, name) : undefined
  }
  return {
    maxSize: cacheMaxSize ?? said('OCI_PACK_CACHE_MAX_SIZE', parseSize),
    maxAge: cacheMaxAge ?? said('OCI_PACK_CACHE_MAX_AGE', parseAge),
  }
}

/** A list for others that cannot be written spoils no build. */
async function listImages({ dir }: Store, emit?: Emit): Promise<void> {
  try {
    await refreshLayout(dir)
  } catch (error) {
    emit?.(warningOf(fromSystemError(error, `cannot list the images of the store ${dir}`)))
  }
}

/** A store that cannot be pruned spoils no build. */
async function bound(store: Store, limits: Bound, emit?: Emit): Promise<void> {
  try {
    await boundStore(store.dir, limits, store.removeTree)
  } catch (error) {
    emit?.(warningOf(fromSystemError(error, `cannot prune the store ${store.dir}`)))
  }
}
