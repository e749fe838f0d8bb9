import { platformOf } from '../../core/platform.js'
import type { Content } from '../../oci/content.js'
import type { Descriptor } from '../../oci/descriptor.js'
import type { Image } from '../../oci/image.js'
import { imageContent } from '../../oci/imageContent.js'
import { type IndexAnnotations, indexContent } from '../../oci/indexContent.js'

/** What the names of a build stand for: its image, or the index of its images, which tells the platform of each. */
export function builtContent(images: readonly Image[], annotations: IndexAnnotations): Content {
  const [only, ...more] = images
  if (only && more.length === 0) return imageContent(only)
  const members = images.map((image) => {
    const content = imageContent(image)
    return { ...content, descriptor: { ...content.descriptor, platform: platformOf(image.config) } }
  })
  return indexContent(members, annotations)
}

/** What points at a content, without what is said of it. */
export function plainDescriptor({
  descriptor: { mediaType, digest, size },
}: Content): Pick<Descriptor, 'mediaType' | 'digest' | 'size'> {
  return { mediaType, digest, size }
}
