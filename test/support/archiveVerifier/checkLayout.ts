import { checkImage } from './checkImage.js'
import { findFile } from './findFile.js'
import { isObject, type JsonObject, objectIn, objectsIn, parseJson, textIn } from '../../../src/oci/portable/json.js'
import type { ArchiveFacts } from './readArchive.js'
import type { PortableImage } from './report.js'

/** Indexes may lie in indexes so deep, and no deeper. */
const maxDepth = 4

/** Checks the images that index.json names (OCI image-spec, image-layout.md), those of nested indexes among them. */
export function checkLayout(archive: ArchiveFacts, problems: string[]): PortableImage[] {
  const index = read(archive, 'index.json', problems)
  return index ? checkIndex(archive, index, [], maxDepth, problems) : []
}

/** What a nested index names and the archive does not hold is passed over: an index of all platforms may come with the blobs of one. */
function checkIndex(
  archive: ArchiveFacts,
  index: JsonObject,
  above: readonly string[],
  depth: number,
  problems: string[],
): PortableImage[] {
  if (depth === 0) {
    problems.push(`indexes are nested more than ${maxDepth} deep`)
    return []
  }
  return objectsIn(index, 'manifests').flatMap((entry) => {
    const blob = blobIn(entry)
    if (isAttestation(entry) || (depth < maxDepth && !findFile(archive, blob))) return []
    const document = checkSize(archive, entry, problems) ? read(archive, blob, problems) : undefined
    if (!document) return []
    const names = [...above, ...namesOf(entry)]
    if (Array.isArray(document['manifests'])) {
      const images = checkIndex(archive, document, names, depth - 1, problems)
      if (images.length === 0) problems.push(`${blob} is an index of images that are not there`)
      return images
    }
    return checkManifest(archive, blob, document, names, problems) ?? []
  })
}

function checkManifest(
  archive: ArchiveFacts,
  where: string,
  manifest: JsonObject,
  names: readonly string[],
  problems: string[],
): PortableImage | undefined {
  const config = objectIn(manifest, 'config')
  const layers = objectsIn(manifest, 'layers')
  for (const descriptor of [config, ...layers]) checkSize(archive, descriptor, problems)
  return checkImage(archive, { where, names, config: blobIn(config), layers: layers.map(blobIn) }, problems)
}

/** Whether a blob has the size that its descriptor says; a missing one is found elsewhere. */
function checkSize(archive: ArchiveFacts, descriptor: JsonObject, problems: string[]): boolean {
  const name = blobIn(descriptor)
  const file = findFile(archive, name)
  if (!file || file.size === descriptor['size']) return true
  problems.push(`${name} has ${file.size} bytes where ${String(descriptor['size'])} are expected`)
  return false
}

function read(archive: ArchiveFacts, name: string, problems: string[]): JsonObject | undefined {
  const document = findFile(archive, name)?.document
  const value = document && parseJson(document)
  if (isObject(value)) return value
  problems.push(`${name} is missing or no JSON object`)
  return undefined
}

function blobIn(descriptor: JsonObject): string {
  return `blobs/${(textIn(descriptor, 'digest') ?? '').replace(':', '/')}`
}

function namesOf(entry: JsonObject): string[] {
  const annotations = objectIn(entry, 'annotations')
  const name =
    textIn(annotations, 'io.containerd.image.name') ?? textIn(annotations, 'org.opencontainers.image.ref.name')
  return name === undefined ? [] : [name]
}

function isAttestation(entry: JsonObject): boolean {
  return (
    textIn(objectIn(entry, 'annotations'), 'vnd.docker.reference.type') === 'attestation-manifest' ||
    textIn(objectIn(entry, 'platform'), 'os') === 'unknown'
  )
}
