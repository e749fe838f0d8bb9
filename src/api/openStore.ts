import { OciPackError, systemError } from '../core/errors.js'
import { userNamespace } from '../exec/namespaces/privilege.js'
import { runTool } from '../exec/namespaces/tool.js'
import { removePlainly } from '../store/leftovers.js'
import { defaultStoreDir } from '../store/location.js'
import { Store } from '../store/store.js'

/** What tells where the store is. */
export interface StoreLocation {
  /** The store's folder; `oci-pack` in XDG_CACHE_HOME unless said. */
  readonly cacheDir?: string | undefined
  /** `process.env` unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The store's folder. */
export function storeDir({ cacheDir, env = process.env }: StoreLocation): string {
  return cacheDir ?? defaultStoreDir(env)
}

/** Opens the store, for a build; it must be closed. @throws OciPackError `io` */
export function openStore(location: StoreLocation): Promise<Store> {
  return Store.open(storeDir(location), { removeTree })
}

/**
 * Removes a tree of the store. What a sandbox unpacked or wrote for an ordinary user may belong to subordinate ids, and goes away in a user
 * namespace that has them. @throws OciPackError `io`, Error of the operating system
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await removePlainly(path)
  } catch (error) {
    const { code } = systemError(error)
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    for (const kind of ['range', 'single'] as const)
      if ((await runTool(['unshare', ...userNamespace(kind), 'rm', '-rf', '--', path])).status === 0) return
    throw new OciPackError('io', `cannot remove ${path}: permission denied`, {
      hint: 'Some of it belongs to other users; remove it as root.',
      cause: error,
    })
  }
}
