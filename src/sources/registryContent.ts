import { OciPackError } from '../core/errors.js'
import type { Content } from '../oci/content.js'
import { parseManifestOrIndex } from '../oci/manifest.js'
import { formatReference, type Reference, withDefaultTag } from '../oci/reference.js'
import type { RegistryClient } from '../registry/client.js'
import { readContent, type Wanted } from './content/readContent.js'

/**
 * All that a reference stands for in its registry: its image, or its index with all that it names. The documents are fetched now, blobs when they
 * are read. @param wanted what is taken of an index; all unless said
 * @throws OciPackError `not-found`, `registry`, `integrity`, `format`, `aborted`
 */
export async function registryContent(
  reference: Reference,
  client: RegistryClient,
  signal?: AbortSignal,
  wanted?: Wanted,
): Promise<Content> {
  const complete = withDefaultTag(reference)
  const { host, repository } = complete
  const name = formatReference(complete)
  const { bytes, digest } = await client.manifest(complete, signal)
  const { mediaType } = parseManifestOrIndex(bytes, `the manifest of ${name}`)
  const source = {
    name,
    async document({ digest, size }: Content['descriptor']) {
      const { bytes } = await client.manifest({ host, repository, digest }, signal)
      if (bytes.byteLength === size) return bytes
      const message = `${name}: ${digest} has ${bytes.byteLength} bytes, where the index says ${size}`
      throw new OciPackError('integrity', message)
    },
    blob: (descriptor: Content['descriptor']) => ({
      descriptor,
      origin: { host, repository },
      open: (from = 0) => client.blob({ host, repository }, descriptor, signal, from),
    }),
  }
  return readContent({ descriptor: { mediaType, digest, size: bytes.byteLength }, bytes }, source, wanted)
}
