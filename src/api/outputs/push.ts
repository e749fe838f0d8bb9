import { pushContent } from '../../export/registry.js'
import type { Image } from '../../oci/image.js'
import { formatReference, type Reference } from '../../oci/reference.js'
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
  for (const ofOne of byRepository(names)) await pushContent(content, ofOne, { client: await client(), emit, signal })
  return names.map((name) => ({ place: formatReference(name), ...toldOf(content) }))
}

function byRepository(names: readonly Reference[]): Iterable<readonly Reference[]> {
  const repositories = new Map<string, Reference[]>()
  for (const name of names) {
    const repository = `${name.host}/${name.repository}`
    repositories.set(repository, [...(repositories.get(repository) ?? []), name])
  }
  return repositories.values()
}
