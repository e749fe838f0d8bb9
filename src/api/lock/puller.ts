import type { ContextPlace } from '../context/place.js'
import type { BuildOptions } from '../options.js'
import { type Pull, type PullerTools, registryPuller } from '../puller.js'

/** What brings images: as they are now, or as they are locked. @throws OciPackError `usage`, `not-found`, `format`, `io` for the lock */
export async function pullerOf(
  { registry, file, locked }: Pick<BuildOptions, 'registry' | 'file' | 'locked'>,
  place: ContextPlace,
  tools: PullerTools,
): Promise<Pull> {
  const pull = registryPuller({ ...registry }, tools)
  if (!locked) return pull
  const [{ lockedPull }, { lockPlace, requireLock }] = await Promise.all([import('./images.js'), import('./place.js')])
  const lock = lockPlace(place, file)
  return lockedPull(await requireLock(lock), lock, pull, tools.offline)
}
