import { OciPackError } from '../../core/errors.js'
import { warningOf } from '../../core/events.js'
import { folderTarget } from '../../export/sharedCache/folderTarget.js'
import { registryTarget } from '../../export/sharedCache/registryTarget.js'
import type { CacheTarget } from '../../export/sharedCache/target.js'
import { writeCache } from '../../export/sharedCache/writeCache.js'
import type { Image, Layer } from '../../oci/image.js'
import type { RegistryClient } from '../../registry/client.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import type { SharedCache } from '../../sources/sharedCache/sharedCache.js'
import { knownIndex } from '../../store/layers.js'
import { registryClient } from '../registryClient.js'
import { cacheReference, type CacheTools, defaultTag } from './open.js'
import type { CacheDestination } from './options.js'
import type { BuildNotes } from './results.js'

type Written = Exclude<CacheDestination, { readonly type: 'inline' }>

/**
 * Fills caches with what a build has taken and made. One that may fail is told of as a warning.
 * @throws OciPackError `registry`, `io`, `usage`, `aborted`
 */
export async function writeCaches(
  destinations: readonly CacheDestination[],
  images: readonly Image[],
  notes: BuildNotes,
  tools: CacheTools & { readonly shared: SharedCache | undefined },
): Promise<void> {
  let client: RegistryClient | undefined
  try {
    for (const destination of destinations) {
      if (destination.type === 'inline') continue
      if (destination.type === 'registry') client ??= await registryClient(tools.registry, tools.env)
      await write(destination, targetOf(destination, client, tools), images, notes, tools)
    }
  } finally {
    client?.close()
  }
}

function targetOf(destination: Written, client: RegistryClient | undefined, tools: CacheTools): CacheTarget {
  if (destination.type === 'local') return folderTarget(destination.dest, destination.tag ?? defaultTag, tools.signal)
  const reference = cacheReference(destination.ref)
  if (client && !tools.offline && reference.digest === undefined) return registryTarget(reference, client, tools)
  throw new OciPackError(
    'usage',
    `the cache ${destination.ref} cannot be written: ${tools.offline ? 'no registry may be asked' : 'a digest names what is there already'}`,
    { hint: tools.offline ? 'Leave out --offline, or write it into a folder.' : 'Name a tag.' },
  )
}

async function write(
  destination: Written,
  target: CacheTarget,
  images: readonly Image[],
  notes: BuildNotes,
  { store, shared, emit }: Parameters<typeof writeCaches>[3],
): Promise<void> {
  const { mode = 'min', ignoreError = false, compression = { type: 'gzip' } } = destination
  const id = `cache to ${target.name}`
  emit({ type: 'step-start', id, name: `[cache] to ${target.name}` })
  try {
    const results = notes.results(images, mode, shared?.lost ?? new Set())
    const indexOf = async (layer: Layer): Promise<LayerIndex | undefined> =>
      (await knownIndex(store, layer)) ?? (await shared?.index(layer))
    const blobs = await writeCache(target, results, { store, compression, indexOf })
    emit({ type: 'step-done', id, cached: false, detail: blobs === 0 ? 'nothing is new' : `${blobs} new blobs` })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    emit({ type: 'step-failed', id, message })
    if (!ignoreError || !(error instanceof OciPackError) || error.code === 'aborted') throw error
    emit(warningOf(error, `the cache ${target.name} was not written: ${message}`))
  }
}
