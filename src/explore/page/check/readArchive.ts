import { inflationLimit, limitBytes } from '../../../core/limit.js'
import { type Compression, sniff, sniffLength } from '../../../oci/compress/sniff.js'
import { maxDocumentSize } from '../../../oci/manifest.js'
import { inflated } from '../../../oci/portable/inflate.js'
import { parseJson } from '../../../oci/portable/json.js'
import { type FileFacts, readFile } from '../../../oci/portable/readFile.js'
import { SubtleSha256 } from '../../../oci/portable/subtleSha256.js'
import type { Evidence } from '../../../oci/readers/reader.js'
import type { BlobFacts } from '../../../oci/verify/facts.js'
import { Hits } from '../../../oci/verify/finding.js'
import { gatherFacts } from '../../../oci/verify/gatherFacts.js'
import { judge } from '../../../oci/verify/judge.js'
import type { Member } from '../../../oci/verify/members.js'
import type { StoredFile } from '../../../sources/files.js'
import { headerChunk, placedEntries, type TarPlace } from '../../../sources/placedEntries.js'
import { placedMembers } from '../../../sources/verify/placedMembers.js'
import type { ListedArchive } from '../../../task/bundle/archive/checkArchive.js'
import type { ArchiveReading } from '../../../task/bundle/archive/imageParts.js'
import { knownLayers } from '../../../task/bundle/archive/knownLayers.js'
import { Previews } from '../../previews.js'
import type { LayerContent } from '../../readLayer.js'
import { blobBytes } from './blobBytes.js'
import type { Blobs } from './blobs.js'
import { type Progress, stepOf } from './progress.js'
import { lookAtLayer, type Looked } from './lookAtLayer.js'

/** An archive of images that was read: all that is known of it, and what its layers hold. */
export interface ReadArchive {
  readonly archive: ListedArchive
  readonly evidence: Evidence
  readonly reading: ArchiveReading
  readonly contents: ReadonlyMap<Member, LayerContent>
  readonly previews: Previews
}

/** Reads an archive that lies in `blobs`, each layer once. One that is compressed as a whole is inflated first, as `oci-pack verify` does. */
export async function readArchive(place: TarPlace, blobs: Blobs, progress: Progress): Promise<ReadArchive> {
  const compression = sniff(await bytesOf(blobs.get({ ...place, size: Math.min(place.size, sniffLength) })))
  const tar = compression === 'none' ? place : await inflate(place, blobs, compression, progress)
  const onRead = stepOf(progress, `Reading ${place.name}`, tar.size)
  const previews = new Previews()
  const contents = new Map<Member, LayerContent>()
  const read = <T>(file: StoredFile, look?: (plain: AsyncIterable<Uint8Array>) => Promise<T>): Promise<FileFacts<T>> =>
    readFile(blobBytes(blobs.get(file), { onRead }), {
      hash: () => new SubtleSha256(),
      ...(look ? { look } : {}),
    })
  const json = async (file: StoredFile): Promise<unknown> =>
    file.size > maxDocumentSize ? undefined : parseJson(await bytesOf(blobs.get(file)))
  const listed = await placedMembers(
    placedEntries(tar, (offset, size) =>
      blobBytes(blobs.get({ path: tar.path, offset, size }), { piece: headerChunk }),
    ),
  )
  const facts = await gatherFacts(
    { ...listed, path: place.name, form: 'archive', compression },
    {
      json: ({ file }) => json(file),
      file: async ({ file }) => storedFacts(await read(file)),
      layer: async (member) => {
        const found = await read(member.file, (plain) => lookAtLayer(plain, String(contents.size), previews))
        const { plain } = found
        if ('digest' in plain && plain.seen && 'value' in plain.seen) contents.set(member, plain.seen.value.content)
        return layerFacts(found)
      },
    },
  )
  const layer: ArchiveReading['layer'] = (file) => read(file)
  return {
    archive: { ...listed, name: place.name, size: place.size, compression },
    evidence: { facts, judgement: judge(facts) },
    reading: { json, layer: knownLayers(facts, layer) },
    contents,
    previews,
  }
}

async function inflate(place: TarPlace, blobs: Blobs, compression: Compression, progress: Progress): Promise<TarPlace> {
  const { name, size } = place
  const onRead = stepOf(progress, `Undoing ${compression} of ${name}`, size)
  const plain = inflated(blobBytes(blobs.get(place), { onRead }), compression)
  return { ...(await blobs.keep(`${name}, inflated`, limitBytes(plain, inflationLimit(size), name))), name }
}

/** The bytes of a blob that is small. */
export async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

function storedFacts({ size, digest, compression }: FileFacts): BlobFacts {
  return { size, digest, compression }
}

function layerFacts({ plain, ...stored }: FileFacts<Looked>): BlobFacts {
  if ('fault' in plain) return { ...stored, plain, contents: nothing }
  const { seen } = plain
  const contents = seen && ('value' in seen ? seen.value.contents : { ...nothing, fault: seen.fault })
  return { ...stored, plain: { digest: plain.digest }, ...(contents ? { contents } : {}) }
}

const nothing = { entries: [], hits: new Hits() }
