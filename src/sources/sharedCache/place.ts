import type { Digest } from '../../core/digest.js'
import type { Descriptor } from '../../oci/descriptor.js'
import type { RawManifest } from '../../registry/client.js'
import type { Repository } from '../../registry/session.js'

/** Where a shared cache lies. */
export interface CachePlace {
  readonly kind: 'registry' | 'local'
  /** As the user is told of it. */
  readonly name: string
  /** The repository, where it is one. */
  readonly origin?: Repository
  /** The manifest that the cache's name stands for, or one of a digest; undefined where there is none. @throws OciPackError */
  manifest(digest?: Digest): Promise<RawManifest | undefined>
  /** What the cache's name stands for now, without fetching it; undefined for nothing. @throws OciPackError */
  current(): Promise<Digest | undefined>
  /** The bytes of a blob; whether they are the right ones is for the reader to check. @throws OciPackError */
  blob(descriptor: Descriptor): AsyncIterable<Uint8Array>
}
