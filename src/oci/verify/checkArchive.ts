import { textOfBytes } from '../../core/bytes.js'
import { familiarReference, parseReference } from '../reference.js'
import { cleanPath } from '../tar/cleanPath.js'
import type { ArchiveFacts, ImageFacts } from './facts.js'
import { finding, Hits, type ImageFinding } from './finding.js'
import { identityOf } from './identity.js'
import { isLink, targetOf } from './members.js'

/** What is to be said of an archive or a layout as such: its members, and what its documents name. */
export function checkArchive(facts: ArchiveFacts): ImageFinding[] {
  const { path, form, compression, fault, end } = facts
  const place = { file: path }
  return [
    ...(fault === undefined
      ? []
      : [finding('archive-damaged', place, `the archive cannot be read to its end: ${fault}`)]),
    ...(compression === 'none'
      ? []
      : [finding('archive-compressed', place, `the archive is compressed by ${compression} as a whole`)]),
    ...(end && end.blocks < 2 ? [finding('archive-end', place)] : []),
    ...(end?.followed ? [finding('archive-tail', place)] : []),
    ...(form === 'archive' ? checkMembers(facts).findings(place) : []),
    ...checkDocuments(facts),
    ...checkBlobNames(facts),
  ]
}

/** As tar or a reader finds them: names, kinds, whatever nobody asks for. */
function checkMembers({ members, documents, blobs }: ArchiveFacts): Hits {
  const hits = new Hits()
  const named = new Set(documents.named)
  for (const { manifest, config, layers } of documents.images)
    for (const { member, name } of [manifest, config, ...layers].flatMap((part) => part ?? [])) {
      if (member) named.add(member)
      // A link that leads to a part is named as well.
      for (const written of members.named(name)) named.add(written)
    }
  for (const member of members.all) {
    const shown = textOfBytes(member.name)
    const path = cleanPath(member.name)
    if (path === undefined) hits.add('member-outside', shown)
    else if (member.name.startsWith('/')) hits.add('member-absolute', shown)
    if (isLink(member)) hits.add('member-link', `${shown} -> ${textOfBytes(member.linkPath)}`)
    if (path !== undefined && isLink(member) && targetOf(member, path) === undefined)
      hits.add('member-outside', `${shown} -> ${textOfBytes(member.linkPath)}`)
    if (['character', 'block', 'fifo'].includes(member.type) || member.isSparse) hits.add('member-type', shown)
    if (member.type !== 'directory' && !named.has(member) && !isOfDocker(shown)) hits.add('member-unnamed', shown)
  }
  for (const group of members.groups()) {
    // Folders may be named again.
    const [first, ...others] = group.filter(({ type }) => type !== 'directory')
    const digest = first && blobs.get(first)?.digest
    if (first && others.some((other) => digest === undefined || blobs.get(other)?.digest !== digest))
      hits.add('member-twice', textOfBytes(first.name))
  }
  return hits
}

/** What Docker up to 24, Podman and skopeo write beside each layer, for the oldest readers. */
function isOfDocker(name: string): boolean {
  return /^(?:\.\/)?[0-9a-f]{64}\/(?:VERSION|json|layer\.tar)$/.test(name)
}

function checkDocuments(facts: ArchiveFacts): ImageFinding[] {
  const { path, form, members, documents } = facts
  const { images, faults, missing, attestations } = documents
  const place = { file: path }
  const inIndex = images.filter(({ from }) => from === 'index.json')
  const inManifest = images.filter(({ from }) => from === 'manifest.json')
  const known = new Set(inIndex.map(identityOf))
  return [
    ...faults.map(({ name, message }) => finding('document-form', { file: `${path}: ${name}` }, message)),
    ...missing.map((name) => finding('blob-missing', place, `index.json names ${name}, which is missing`)),
    ...(images.length === 0 && faults.length === 0 && facts.fault === undefined
      ? [finding('image-missing', place)]
      : []),
    ...(members.find('index.json') && !members.find('oci-layout') && form !== 'registry'
      ? [finding('layout-marker', place)]
      : []),
    ...(inIndex.length > 0 && inManifest.some((image) => !known.has(identityOf(image)))
      ? [finding('manifests-differ', place)]
      : []),
    ...(attestations > 0 ? [finding('index-attestations', place)] : []),
    ...images.flatMap((image) => checkNames(image, path)),
  ]
}

function checkNames({ from, names, tags, nested }: ImageFacts, path: string): ImageFinding[] {
  const place = { file: `${path}: ${from}` }
  // Told once, be it in both documents.
  if (names.length === 0 && tags.length === 0) return nested ? [] : [finding('image-unnamed', { file: path })]
  return names.flatMap((name) => {
    const why = faultOfName(name)
    return why === undefined
      ? []
      : [finding('image-name', place, `the image's name ${JSON.stringify(name)} is none: ${why}`)]
  })
}

/** Why a name is none that a reader could give; it must have a tag, which Docker does not add. */
export function faultOfName(name: string): string | undefined {
  try {
    const reference = parseReference(name)
    return reference.tag === undefined && reference.digest === undefined
      ? `it has no tag, as in ${familiarReference({ ...reference, tag: 'latest' })}`
      : undefined
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^image reference .*?: /, '') : String(error)
  }
}

/** Files that are named by a digest: `blobs/sha256/HEX`, `HEX.json`, `sha256:HEX`, `HEX.tar`, of which the last is its content's. */
function checkBlobNames({ path, members, blobs, documents }: ArchiveFacts): ImageFinding[] {
  const parts = new Set(
    documents.images
      .flatMap(({ manifest, config, layers }) => [manifest, config, ...layers])
      .map((part) => part?.member),
  )
  return members.all.flatMap((member) => {
    const name = textOfBytes(member.name)
    const hex = /(?:^(?:\.?\/)*blobs\/sha256\/|^sha256:|^)([0-9a-f]{64})(?:\.json|\.tar\.gz)?$/.exec(name)?.[1]
    const digest = blobs.get(member)?.digest
    // What is wrong with an image's own parts is told of the image.
    if (hex === undefined || digest === undefined || digest === `sha256:${hex}` || parts.has(member)) return []
    return [
      finding(
        'blob-digest',
        { file: `${path}: ${name}` },
        `${name} is not what its name says: its bytes have the digest ${digest}`,
      ),
    ]
  })
}
