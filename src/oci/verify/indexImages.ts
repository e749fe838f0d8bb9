import { nameAnnotations } from '../layout.js'
import { isObject, type JsonObject, objectIn, objectsIn, textIn } from '../portable/json.js'
import type { DocumentReader } from './documentReader.js'
import type { DescriptorFacts, ImageFacts } from './facts.js'
import type { Member } from './members.js'

/** Indexes may lie in indexes so deep, and no deeper. */
const maxDepth = 4

interface Naming {
  readonly names: readonly string[]
  readonly tags: readonly string[]
}

/**
 * The images of an OCI layout, those of nested indexes among them. What a nested index names and the layout does not hold is passed over:
 * an index of all platforms may come with the blobs of one.
 */
export async function readIndex<M extends Member>(reader: DocumentReader<M>): Promise<ImageFacts[]> {
  const index = await reader.object('index.json')
  return index ? imagesOf(reader, index, { names: [], tags: [] }, 0) : []
}

async function imagesOf<M extends Member>(
  reader: DocumentReader<M>,
  index: JsonObject,
  above: Naming,
  depth: number,
): Promise<ImageFacts[]> {
  const images: ImageFacts[] = []
  for (const entry of objectsIn(index, 'manifests')) {
    if (!reader.enter('index.json')) break
    const descriptor = descriptorOf(entry)
    const name = descriptor && blobName(descriptor.digest)
    if (!descriptor || name === undefined) reader.fault('index.json', 'an entry of an index has no digest that is one')
    else if (!reader.members.find(name)) {
      if (depth === 0) reader.missing.add(name)
    } else if (isAttestation(entry)) {
      reader.attestations++
      await readAttestation(reader, name)
    } else images.push(...(await imagesIn(reader, { name, descriptor, naming: both(above, namingOf(entry)), depth })))
  }
  return images
}

interface Entry {
  readonly name: string
  readonly descriptor: DescriptorFacts
  readonly naming: Naming
  readonly depth: number
}

async function imagesIn<M extends Member>(
  reader: DocumentReader<M>,
  { name, descriptor, naming, depth }: Entry,
): Promise<ImageFacts[]> {
  const document = await reader.object(name)
  if (!document) return []
  if (!Array.isArray(document['manifests'])) return imageOf(reader, document, { name, descriptor, naming, depth })
  if (depth === maxDepth) {
    reader.fault(name, `indexes are nested more than ${maxDepth} deep`)
    return []
  }
  const images = await imagesOf(reader, document, naming, depth + 1)
  if (images.length === 0) reader.fault(name, 'none of the images that this index names is there')
  return images
}

async function imageOf<M extends Member>(
  reader: DocumentReader<M>,
  manifest: JsonObject,
  entry: Entry,
): Promise<ImageFacts[]> {
  const { name, descriptor, naming, depth } = entry
  const config = descriptorOf(objectIn(manifest, 'config'))
  const layers = objectsIn(manifest, 'layers').map(descriptorOf)
  const configName = config && blobName(config.digest)
  const parts = layers.map((layer) => {
    const blob = layer && blobName(layer.digest)
    return blob === undefined ? undefined : reader.part(blob, layer)
  })
  if (!config || configName === undefined || parts.includes(undefined)) {
    reader.fault(name, 'this manifest names a part without a digest that is one')
    return []
  }
  const json = await reader.json(configName)
  return [
    {
      from: 'index.json',
      ...naming,
      nested: depth > 0,
      manifest: reader.part(name, descriptor),
      manifestDigest: descriptor.digest,
      config: reader.part(configName, config),
      json: isObject(json) ? json : undefined,
      layers: parts.filter((part) => part !== undefined),
    },
  ]
}

/** What an attestation is made of is named, whatever it is. */
async function readAttestation<M extends Member>(reader: DocumentReader<M>, name: string): Promise<void> {
  const manifest = await reader.json(name)
  if (!isObject(manifest)) return
  for (const part of [objectIn(manifest, 'config'), ...objectsIn(manifest, 'layers')]) {
    const digest = textIn(part, 'digest')
    const member = digest === undefined ? undefined : reader.members.find(blobName(digest) ?? '')
    if (member) reader.named.add(member)
  }
}

function descriptorOf(value: JsonObject): DescriptorFacts | undefined {
  const digest = textIn(value, 'digest')
  const size = value['size']
  if (digest === undefined) return undefined
  return { mediaType: textIn(value, 'mediaType') ?? '', digest, size: typeof size === 'number' ? size : undefined }
}

/** The member of a digest, of whatever kind; undefined for what is no digest. */
function blobName(digest: string): string | undefined {
  const match = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)$/.exec(digest)
  return match ? `blobs/${match[1] ?? ''}/${match[2] ?? ''}` : undefined
}

/** containerd's annotation has the complete name; the spec's has a tag, or a name where the other is missing. */
function namingOf(entry: JsonObject): Naming {
  const annotations = objectIn(entry, 'annotations')
  const full = textIn(annotations, nameAnnotations.full)
  const ref = textIn(annotations, nameAnnotations.ref)
  return { names: full === undefined ? [] : [full], tags: ref === undefined ? [] : [ref] }
}

function both(a: Naming, b: Naming): Naming {
  return { names: [...new Set([...a.names, ...b.names])], tags: [...new Set([...a.tags, ...b.tags])] }
}

function isAttestation(entry: JsonObject): boolean {
  return (
    textIn(objectIn(entry, 'annotations'), 'vnd.docker.reference.type') === 'attestation-manifest' ||
    textIn(objectIn(entry, 'platform'), 'os') === 'unknown'
  )
}
