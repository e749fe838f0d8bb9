import type { ContextPlace } from '../context/place.js'
import { type Network, networkOf, type NetworkTools } from '../network.js'
import type { BuildOptions } from '../options.js'

/** What brings images and files: as they are now, or as they are locked. @throws OciPackError `usage`, `not-found`, `format`, `io` for the lock */
export async function connect(
  { registry, file, locked }: Pick<BuildOptions, 'registry' | 'file' | 'locked'>,
  place: ContextPlace,
  tools: NetworkTools,
): Promise<Network> {
  const network = networkOf({ ...registry }, tools)
  if (!locked) return network
  const [{ lockedNetwork }, { lockPlace, requireLock }] = await Promise.all([
    import('./locked.js'),
    import('./place.js'),
  ])
  const lock = lockPlace(place, file)
  return lockedNetwork(await requireLock(lock), lock, network, tools.offline)
}
