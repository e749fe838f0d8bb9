import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { formatReference, type Reference, withDefaultTag } from '../../oci/reference.js'
import type { RegistryClient } from '../../registry/client.js'
import type { CachePlace } from './place.js'

/** A cache that a reference of a registry names. */
export function registryPlace(reference: Reference, client: RegistryClient, signal: AbortSignal): CachePlace {
  const complete = withDefaultTag(reference)
  const { host, repository } = complete
  const origin = { host, repository }
  return {
    kind: 'registry',
    name: formatReference(complete),
    origin,
    manifest: (digest) => unlessMissing(client.manifest(digest ? { ...origin, digest } : complete, signal)),
    current: () => unlessMissing(currentDigest(complete, client, signal)),
    blob: (descriptor) => client.blob(origin, descriptor, signal),
  }
}

async function currentDigest(reference: Reference, client: RegistryClient, signal: AbortSignal): Promise<Digest> {
  const told = await client.manifestDigest(reference, signal)
  return told ?? (await client.manifest(reference, signal)).digest
}

async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof OciPackError && error.code === 'not-found') return undefined
    throw error
  }
}
