import { platformOf } from '../../core/platform.js'
import type { Content } from '../../oci/content.js'
import type { Descriptor } from '../../oci/descriptor.js'
import type { Image } from '../../oci/image.js'
import { imageContent } from '../../oci/imageContent.js'
import { type IndexAnnotations, indexContent } from '../../oci/indexContent.js'
import type { ToldDescriptor, WrittenPlace } from './option.js'

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

/** What is told of a content. */
export type ToldContent = Pick<WrittenPlace, 'manifests'> & Required<Pick<WrittenPlace, 'descriptor'>>

/** What is told of a content, wherever it was written. */
export function toldOf(content: Content): ToldContent {
  const descriptor = plain(content.descriptor)
  if (content.kind === 'image') return { descriptor }
  return { descriptor, manifests: content.members.map((member) => plain(member.descriptor)) }
}

function plain({ mediaType, digest, size }: Descriptor): ToldDescriptor {
  return { mediaType, digest, size }
}
