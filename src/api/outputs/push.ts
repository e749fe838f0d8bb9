import { pushContent } from '../../export/registry.js'
import type { Image } from '../../oci/image.js'
import { formatReference } from '../../oci/reference.js'
import type { Exporting } from '../outputs.js'
import { pushAhead } from '../pushAhead.js'
import { taggedName } from '../taggedName.js'
import { builtContent, toldOf } from './content.js'
import type { RegistryOutput, WrittenPlace } from './option.js'
import { packed } from './packed.js'

/** Pushes the images to registries, under the names of the output or else their own. @throws OciPackError as `pushContent` */
export async function push(
  images: readonly Image[],
  output: RegistryOutput,
  { names: tags, annotations, store, client: load, emit, signal }: Exporting,
): Promise<WrittenPlace[]> {
  const names = output.names?.map(taggedName) ?? tags
  const [first] = names
  if (!first) return []
  const client = await load()
  const { made, sent } = await pushAhead(client, first, signal, (follow) =>
    packed(images, output, { store, signal, follow }),
  )
  const content = builtContent(made, annotations)
  await pushContent(content, names, { client, emit, signal, sent })
  return names.map((name) => ({ place: formatReference(name), ...toldOf(content) }))
}
