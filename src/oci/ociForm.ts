import { type Descriptor, type Manifest, mediaTypes } from './descriptor.js'

const ociTypes: Readonly<Record<string, string>> = {
  [mediaTypes.dockerConfig]: mediaTypes.config,
  [mediaTypes.dockerLayer]: mediaTypes.layer,
  [mediaTypes.dockerLayerGzip]: mediaTypes.layerGzip,
  [mediaTypes.dockerForeign]: mediaTypes.foreign,
  [mediaTypes.dockerForeignGzip]: mediaTypes.foreignGzip,
}

/**
 * A manifest of Docker's schema 2 as an OCI one of the same blobs (OCI image-spec, media-types.md, "Compatibility Matrix"), for those who read no other; undefined
 * where it has parts that have no counterpart. Its digest is another one.
 */
export function ociForm(manifest: Manifest): Manifest | undefined {
  const { config, layers, annotations } = manifest
  if (![config, ...layers].every(({ mediaType }) => ociTypes[mediaType] !== undefined)) return undefined
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: converted(config),
    layers: layers.map(converted),
    ...(annotations ? { annotations } : {}),
  }
}

/** The same descriptor, of what Docker calls otherwise by its OCI media type. */
export function converted(part: Descriptor): Descriptor {
  return { ...part, mediaType: ociTypes[part.mediaType] ?? part.mediaType }
}
