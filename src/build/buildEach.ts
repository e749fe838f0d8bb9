import type { Emit } from '../core/events.js'
import type { Image } from '../oci/image.js'
import { build } from './build.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools } from './request.js'

/**
 * Builds the image of each request at the same time; what they have in common, they take from each other through the store and the turns of RUNs.
 * The first failure stops all. @throws it, when nothing goes on any more
 */
export async function buildEach(
  requests: readonly BuildRequest[],
  tools: BuildTools,
  layers: Layers,
): Promise<readonly Image[]> {
  let failure: { readonly error: unknown } | undefined
  const shared = { ...tools, emit: warnOnce(tools.emit) }
  const images = requests.map((request) =>
    build(request, shared, layers).catch((error: unknown) => {
      failure ??= { error }
      tools.stop()
      throw error
    }),
  )
  await Promise.allSettled(images)
  if (failure) throw failure.error
  return Promise.all(images)
}

/** Hands events on, but no warning twice: a Dockerfile's are mostly those of each platform. */
function warnOnce(emit: Emit): Emit {
  const told = new Set<string>()
  return (event) => {
    if (event.type === 'warning') {
      const key = JSON.stringify([event.message, event.finding])
      if (told.has(key)) return
      told.add(key)
    }
    emit(event)
  }
}
