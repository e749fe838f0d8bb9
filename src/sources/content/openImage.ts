import { OciPackError } from '../../core/errors.js'
import type { Digest } from '../../core/digest.js'
import type { ImageConfig } from '../../oci/config.js'
import type { ImageContent } from '../../oci/content.js'
import { mediaTypes } from '../../oci/descriptor.js'
import { bytesBlob } from '../../oci/imageContent.js'
import { maxDocumentSize, parseConfig } from '../../oci/manifest.js'
import { verifiedBlob } from '../../oci/verifiedBlob.js'

/** A container image with its configuration at hand. */
export interface OpenImage {
  /** The same content; its configuration is not fetched again. */
  readonly content: ImageContent
  readonly config: ImageConfig
  readonly configBytes: Uint8Array
  /** The DiffIDs of the layers, lowest first. */
  readonly diffIds: readonly Digest[]
}

const configTypes: readonly string[] = [mediaTypes.config, mediaTypes.dockerConfig]

/** Whether a content is a container image, and no other artifact that has the shape of one. */
export function isContainerImage({ manifest }: ImageContent): boolean {
  return configTypes.includes(manifest.config.mediaType)
}

/**
 * Reads an image's configuration. `what` names the image in errors. @throws OciPackError `unsupported` for an artifact that is no container image, `format`,
 * `integrity`, and what reading throws
 */
export async function openImage(content: ImageContent, what: string): Promise<OpenImage> {
  const [blob, ...layers] = content.blobs
  const { config: descriptor } = content.manifest
  if (!blob || !isContainerImage(content))
    throw new OciPackError('unsupported', `${what} is no container image but of ${descriptor.mediaType}`, {
      hint: 'It can be copied between registries and OCI layouts as it is: write docker://NAME, oci:FOLDER or oci-archive:FILE.',
    })
  if (descriptor.size > maxDocumentSize)
    throw new OciPackError(
      'format',
      `${what}: its configuration has ${descriptor.size} bytes; at most ${maxDocumentSize} are read`,
    )
  const chunks: Uint8Array[] = []
  for await (const chunk of verifiedBlob(blob).open()) chunks.push(chunk)
  const configBytes = Buffer.concat(chunks)
  const config = parseConfig(configBytes, `${what}: the configuration ${descriptor.digest}`)
  const { diff_ids: diffIds } = config.rootfs
  if (diffIds.length !== layers.length)
    throw new OciPackError(
      'format',
      `${what}: the manifest has ${layers.length} layers, the configuration ${diffIds.length}`,
    )
  return {
    content: { ...content, blobs: [bytesBlob(descriptor, configBytes), ...layers] },
    config,
    configBytes,
    diffIds,
  }
}
