import type { Emit } from '../../core/events.js'
import { OciPackError } from '../../core/errors.js'
import { parseReference } from '../../oci/reference.js'
import type { RegistryClient } from '../../registry/client.js'
import { folderPlace } from '../../sources/sharedCache/folderPlace.js'
import type { CachePlace } from '../../sources/sharedCache/place.js'
import { registryPlace } from '../../sources/sharedCache/registryPlace.js'
import { SharedCache } from '../../sources/sharedCache/sharedCache.js'
import type { Store } from '../../store/store.js'
import type { RegistryOptions } from '../options.js'
import { registryClient } from '../registryClient.js'
import type { CacheSource } from './options.js'

/** What caches are read and written with. */
export interface CacheTools {
  readonly store: Store
  readonly registry: RegistryOptions
  readonly env: Readonly<Record<string, string | undefined>>
  readonly emit: Emit
  readonly signal: AbortSignal
  /** No registry is asked. */
  readonly offline: boolean
}

/** Caches that are read, and what closes them. */
export interface OpenCache {
  readonly shared: SharedCache
  close(): Promise<void>
}

/** Begins to read the caches that a build may take from. @throws OciPackError `reference`, `usage` */
export async function openSharedCache(sources: readonly CacheSource[], tools: CacheTools): Promise<OpenCache> {
  let client: RegistryClient | undefined
  const places: CachePlace[] = []
  for (const source of sources) {
    if (source.type === 'local') {
      places.push(folderPlace(source.src, { tag: source.tag ?? defaultTag, digest: source.digest }))
    } else if (tools.offline) {
      tools.emit({
        type: 'warning',
        message: `the cache ${source.ref} is not used, for no registry may be asked`,
        hint: 'Leave out --offline, or --cache-from.',
      })
    } else {
      client ??= await registryClient(tools.registry, tools.env)
      places.push(registryPlace(cacheReference(source.ref), client, tools.signal))
    }
  }
  const shared = new SharedCache(places, tools)
  return {
    shared,
    async close() {
      await shared.settled()
      client?.close()
    },
  }
}

/** What a folder's cache is called there, as BuildKit calls it. */
export const defaultTag = 'latest'

/** @throws OciPackError `reference` */
export function cacheReference(text: string): ReturnType<typeof parseReference> {
  try {
    return parseReference(text)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ message: `a shared cache: ${error.message}` })
  }
}
