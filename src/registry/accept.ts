import { mediaTypes } from '../oci/descriptor.js'

/** The Accept header for whatever a tag may point at: a registry that is not told of a kind may say that nothing is there. */
export const acceptedManifests = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerManifest,
].join(', ')
