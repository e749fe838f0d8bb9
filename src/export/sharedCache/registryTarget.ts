import { hexOf } from '../../core/digest.js'
import type { Emit } from '../../core/events.js'
import { mediaTypes } from '../../oci/descriptor.js'
import { type Reference, withDefaultTag } from '../../oci/reference.js'
import type { RegistryClient } from '../../registry/client.js'
import { registryPlace } from '../../sources/sharedCache/registryPlace.js'
import type { CacheTarget } from './target.js'

/** A tag of a registry's repository. */
export function registryTarget(
  reference: Reference,
  client: RegistryClient,
  { emit, signal }: { readonly emit: Emit; readonly signal: AbortSignal },
): CacheTarget {
  const complete = withDefaultTag(reference)
  const { host, repository } = complete
  const place = registryPlace(complete, client, signal)
  return {
    ...place,
    async pushBlob(blob) {
      const { digest, size } = blob.descriptor
      const name = `${place.name}, blob ${hexOf(digest).slice(0, 12)}`
      const onProgress = (done: number): void => emit({ type: 'progress', id: digest, name, done, total: size })
      await client.pushBlob({ host, repository }, blob, { signal, onProgress })
    },
    pushManifest: (bytes) => client.pushManifest(complete, { mediaType: mediaTypes.manifest, bytes }, signal),
  }
}
