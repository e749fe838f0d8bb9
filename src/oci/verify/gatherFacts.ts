import type { Compression } from '../compress/sniff.js'
import type { TarEnd } from '../tar/read.js'
import { readDocuments } from './documents.js'
import type { ArchiveFacts, BlobFacts, Form } from './facts.js'
import { type Member, Members } from './members.js'

/** The members of an archive, as far as they can be read. */
export interface ListedMembers<M extends Member = Member> {
  readonly members: readonly M[]
  readonly end?: TarEnd
  readonly fault?: string
}

/** An archive or a layout whose members are known. */
export interface Listed<M extends Member = Member> extends ListedMembers<M> {
  readonly path: string
  readonly form: Form
  /** Of the archive as a whole. */
  readonly compression: Compression
}

/** How the members of an archive are read. */
export interface ReadMembers<M extends Member> {
  /** The JSON in a member; undefined where it is none, or too large for a document. */
  readonly json: (member: M) => Promise<unknown>
  /** All that is to be known of a member's bytes. */
  readonly file: (member: M) => Promise<BlobFacts>
  /** The same of a layer, and what it holds. */
  readonly layer: (member: M) => Promise<BlobFacts>
}

/** All that must be known of an archive to judge it and its readers: every member is read once. @throws what `read` throws */
export async function gatherFacts<M extends Member>(
  { members: all, ...rest }: Listed<M>,
  read: ReadMembers<M>,
): Promise<ArchiveFacts> {
  const members = new Members(all)
  const documents = await readDocuments(members, read.json)
  const layers = new Set(documents.images.flatMap((image) => image.layers).flatMap(({ member }) => member ?? []))
  const blobs = new Map<Member, BlobFacts>()
  for (const member of all) {
    if (member.type !== 'file' || member.isSparse) continue
    blobs.set(member, await (layers.has(member) ? read.layer : read.file)(member))
  }
  return { ...rest, members, documents, blobs }
}
