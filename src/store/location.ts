import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder of the store unless another is asked for: `oci-pack` in the user's cache folder (XDG Base Directory Specification). */
export function defaultStoreDir(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env['XDG_CACHE_HOME']
  // The specification says that a relative path is to be taken as unset.
  if (cache?.startsWith('/')) return join(cache, 'oci-pack')
  return join(env['HOME'] || homedir(), '.cache', 'oci-pack')
}
