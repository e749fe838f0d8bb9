import { isObject, objectIn, textIn, textsIn } from '../portable/json.js'
import { DocumentReader, type ReadJson } from './documentReader.js'
import type { Documents, ImageFacts } from './facts.js'
import { readIndex } from './indexImages.js'
import type { Member, Members } from './members.js'

/**
 * Follows the documents of an archive as far as they lead: manifest.json (Docker image spec 1.3) and index.json (OCI image-spec,
 * image-layout.md). What is wrong with them is told, never thrown. @throws what `readJson` throws
 */
export async function readDocuments<M extends Member>(members: Members<M>, readJson: ReadJson<M>): Promise<Documents> {
  const reader = new DocumentReader(members, readJson)
  for (const member of members.named('oci-layout')) reader.named.add(member)
  const images = [
    ...(members.find('manifest.json') ? await readManifestJson(reader) : []),
    ...(members.find('index.json') ? await readIndex(reader) : []),
  ]
  const repositories = repositoryNames(await reader.json('repositories'))
  const { faults, missing, attestations, named } = reader
  return { images, faults, missing: [...missing], attestations, repositories, named }
}

/** `{ NAME: { TAG: ID } }` as references (Docker image spec 1.0). */
function repositoryNames(document: unknown): string[] {
  if (!isObject(document)) return []
  return Object.keys(document).flatMap((name) => Object.keys(objectIn(document, name)).map((tag) => `${name}:${tag}`))
}

async function readManifestJson<M extends Member>(reader: DocumentReader<M>): Promise<ImageFacts[]> {
  const document = 'manifest.json'
  const entries = await reader.json(document)
  if (!Array.isArray(entries)) {
    reader.fault(document, 'it is no JSON list')
    return []
  }
  const images: ImageFacts[] = []
  for (const entry of entries) {
    if (!reader.enter(document)) break
    const config = isObject(entry) ? textIn(entry, 'Config') : undefined
    if (!isObject(entry) || config === undefined) reader.fault(document, 'it names an image without a Config')
    else {
      const layers = textsIn(entry, 'Layers').map((name) => reader.part(name))
      const json = await reader.json(config)
      images.push({
        from: document,
        names: textsIn(entry, 'RepoTags'),
        tags: [],
        nested: false,
        config: reader.part(config),
        json: isObject(json) ? json : undefined,
        layers,
      })
    }
  }
  return images
}
