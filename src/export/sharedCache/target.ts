import type { Blob } from '../../oci/content.js'
import type { CachePlace } from '../../sources/sharedCache/place.js'

/** Where a shared cache is written to. */
export interface CacheTarget extends CachePlace {
  /** Brings a blob there, unless it is there. @throws OciPackError */
  pushBlob(blob: Blob): Promise<void>
  /** Gives the cache's name to a manifest whose blobs are there. @throws OciPackError */
  pushManifest(bytes: Uint8Array): Promise<void>
}
