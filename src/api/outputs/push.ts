import { pushContent } from '../../export/registry.js'
import type { Image } from '../../oci/image.js'
import { formatReference } from '../../oci/reference.js'
import type { Exporting } from '../outputs.js'
import { taggedName } from '../taggedName.js'
import { builtContent, toldOf } from './content.js'
import type { RegistryOutput, WrittenPlace } from './option.js'

/** Pushes the images to registries, under the names of the output or else their own. @throws OciPackError as `pushContent` */
export async function push(
  images: readonly Image[],
  output: RegistryOutput,
  { names: tags, annotations, client, emit, signal }: Exporting,
): Promise<WrittenPlace[]> {
  const content = builtContent(images, annotations)
  const names = output.names?.map(taggedName) ?? tags
  await pushContent(content, names, { client: await client(), emit, signal })
  return names.map((name) => ({ place: formatReference(name), ...toldOf(content) }))
}
