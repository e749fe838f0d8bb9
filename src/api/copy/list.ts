import { formatPlatform, normalizePlatform } from '../../core/platform.js'
import type { Content, ImageContent } from '../../oci/content.js'
import { contentSize } from '../../oci/mapBlobs.js'
import { familiarReference, formatReference, parseReference } from '../../oci/reference.js'
import { isAttestation } from '../../oci/selectPlatform.js'
import type { Held } from '../../sources/content/held.js'
import type { ListedImage, ListOptions, ListReport } from './options.js'
import { parsePlace, type PathPlace } from './place.js'
import { withPlace } from './source.js'
import { withTools } from './tools.js'

/**
 * Tells what there is: the tags of a repository, what an image's name stands for in a registry, or what an archive or a layout holds. @throws OciPackError
 */
export async function list({ place: text, ...options }: ListOptions): Promise<ListReport> {
  const place = parsePlace(text)
  if (place.kind === 'path') return listPath(place, options.signal ?? new AbortController().signal)
  return withTools(options, false, async ({ client, signal }) => {
    const { reference } = place
    const registry = await client()
    const { host, repository, tag, digest } = reference
    if (tag === undefined && digest === undefined)
      return {
        place: formatReference(reference),
        tags: [...(await registry.tags({ host, repository }, signal))].sort(),
      }
    const { registryContent } = await import('../../sources/registryContent.js')
    const content = await registryContent(reference, registry, signal)
    const names = [familiarReference(reference)]
    return { place: formatReference(reference), images: [await listed(content, text, names)] }
  })
}

async function listPath(place: PathPlace, signal: AbortSignal): Promise<ListReport> {
  return withPlace(place, signal, async ({ held }) => {
    const chosen = place.name === undefined ? held : [await choose(held, place)]
    const images: ListedImage[] = []
    for (const one of chosen) images.push(await listed(await one.open(), place.text, one.names.map(shortName)))
    return { place: place.path, images }
  })
}

async function choose(held: readonly Held[], place: PathPlace): Promise<Held> {
  return (await import('../../sources/content/held.js')).chooseHeld(held, place.name, place.text)
}

/** A name as Docker shows it; a layout's mere tag stays as it is. */
function shortName(name: string): string {
  return name.startsWith('docker.io/') ? familiarReference(parseReference(name)) : name
}

async function listed(content: Content, what: string, names: readonly string[]): Promise<ListedImage> {
  const { digest, mediaType } = content.descriptor
  const common = { names, digest, mediaType, size: contentSize(content) }
  if (content.kind === 'image') return { ...common, ...(await kindOf(content, what)) }
  const images: ListedImage[] = []
  for (const member of content.members) images.push(await listed(member, what, []))
  return { ...common, images }
}

async function kindOf(content: ImageContent, what: string): Promise<Pick<ListedImage, 'platform' | 'artifact'>> {
  const { platform } = content.descriptor
  if (isAttestation(content.descriptor)) return { artifact: 'attestation' }
  const { isContainerImage, openImage } = await import('../../sources/content/openImage.js')
  const { artifactType, config } = content.manifest
  if (!isContainerImage(content)) return { artifact: artifactType ?? config.mediaType }
  return { platform: formatPlatform(normalizePlatform(platform ?? (await openImage(content, what)).config)) }
}
