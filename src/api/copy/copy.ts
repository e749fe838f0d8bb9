import { destinationOf } from './destination.js'
import type { CopyOptions, CopyReport } from './options.js'
import { parsePlace } from './place.js'
import { transfer } from './transfer.js'

/**
 * Copies an image, an index or another artifact from one place to another: what `oci-pack copy` does. Manifests and indexes keep their bytes, and so their
 * digests, unless layers are stored in another way or a part of an index is chosen. @throws OciPackError
 */
export async function copy(options: CopyOptions): Promise<CopyReport> {
  return transfer(parsePlace(options.source), await destinationOf(parsePlace(options.destination)), options)
}
