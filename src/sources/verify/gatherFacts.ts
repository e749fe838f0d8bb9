import { readExtent } from '../../core/host/readExtent.js'
import type { Compression } from '../../oci/compress/sniff.js'
import { maxDocumentSize } from '../../oci/manifest.js'
import { parseJson } from '../../oci/portable/json.js'
import { readDocuments } from '../../oci/verify/documents.js'
import type { ArchiveFacts, BlobFacts, Documents, Form } from '../../oci/verify/facts.js'
import { type Member, Members } from '../../oci/verify/members.js'
import type { ListedMembers, PlacedMember } from './members.js'
import { type Reading, readFileFacts, readLayerFacts } from './readBlob.js'

/** An archive or a layout whose members are known. */
export interface Listed extends ListedMembers {
  readonly path: string
  readonly form: Form
  /** Of the archive as a whole. */
  readonly compression: Compression
}

/** All that must be known of an archive to judge it and its readers: every byte of every member is read once. @throws OciPackError `io`, `aborted` */
export async function gatherFacts(listed: Listed, reading: Reading): Promise<ArchiveFacts> {
  const { members: all, ...rest } = listed
  const members = new Members(all)
  const documents = await readDocuments(members, readJson)
  return { ...rest, members, documents, blobs: await readBlobs(all, documents, reading) }
}

async function readBlobs(
  members: readonly PlacedMember[],
  { images }: Documents,
  reading: Reading,
): Promise<Map<Member, BlobFacts>> {
  const layers = new Set(images.flatMap((image) => image.layers).flatMap(({ member }) => member ?? []))
  const blobs = new Map<Member, BlobFacts>()
  for (const member of members) {
    if (member.type !== 'file' || member.isSparse) continue
    const read = layers.has(member) ? readLayerFacts : readFileFacts
    blobs.set(member, await read(member.file, reading))
  }
  return blobs
}

async function readJson(member: PlacedMember): Promise<unknown> {
  if (member.size > maxDocumentSize) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent(member.file, member.file.size)) chunks.push(chunk)
  return parseJson(Buffer.concat(chunks))
}
