import { bytesOfText } from '../../../core/bytes.js'
import type { Compression } from '../../../oci/compress/sniff.js'
import { parseJson } from '../../../oci/portable/json.js'
import type { ArchiveFacts as Read } from '../../../oci/portable/readArchive.js'
import type { FileFacts } from '../../../oci/portable/readFile.js'
import { readDocuments } from '../../../oci/verify/documents.js'
import type { ArchiveFacts, BlobFacts } from '../../../oci/verify/facts.js'
import { Hits } from '../../../oci/verify/finding.js'
import { type Member, Members } from '../../../oci/verify/members.js'
import type { Looked } from './lookAtLayer.js'

/** An entry of an archive that was read. */
export interface ReadMember extends Member {
  readonly file: FileFacts<Looked>
}

/** What is known of an archive that was read here, as `oci-pack verify` takes it. */
export async function archiveFacts(
  path: string,
  compression: Compression,
  { entries, fault }: Read<Looked>,
): Promise<ArchiveFacts> {
  const all = entries.map(({ name, type, linkname, file }): ReadMember => ({
    name: bytesOfText(name),
    type,
    size: file.size,
    linkPath: bytesOfText(linkname),
    isSparse: false,
    file,
  }))
  const members = new Members(all)
  const documents = await readDocuments(members, async ({ file }) => file.document && parseJson(file.document))
  const layers = new Set(documents.images.flatMap((image) => image.layers).flatMap(({ member }) => member ?? []))
  const blobs = new Map(
    all.filter(({ type }) => type === 'file').map((member) => [member, blobFacts(member.file, layers.has(member))]),
  )
  return { path, form: 'archive', compression, members, documents, blobs, ...(fault === undefined ? {} : { fault }) }
}

function blobFacts({ size, digest, compression, plain }: FileFacts<Looked>, isLayer: boolean): BlobFacts {
  const stored = { size, digest, compression }
  if (!isLayer) return stored
  if ('fault' in plain) return { ...stored, plain, contents: nothing }
  const { seen } = plain
  const contents = seen && ('value' in seen ? seen.value.contents : { ...nothing, fault: seen.fault })
  return { ...stored, plain: { digest: plain.digest }, ...(contents ? { contents } : {}) }
}

const nothing = { entries: [], hits: new Hits() }
