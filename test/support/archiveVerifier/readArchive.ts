import { extract, type Extract, type Header } from 'tar-stream'
import type { EntryType } from '../../../src/oci/tar/entry.js'
import { drained } from '../../../src/oci/portable/drained.js'
import { joinedBytes } from '../../../src/oci/portable/joinedBytes.js'
import { type FileFacts as StoredFacts, readFile, type Reading } from '../../../src/oci/portable/readFile.js'
import { PortableSha256 } from '../../../src/oci/portable/sha256.js'

/** What is kept of a file in an archive. */
export interface FileFacts<T = unknown> extends StoredFacts<T> {
  /** The bytes of what may be a JSON document. */
  readonly document?: Uint8Array
}

/** An archive's files and links by their names, and why it could not be read to its end, if so. */
export interface ArchiveFacts<T = unknown> {
  /** In their order. */
  readonly entries: readonly EntryFacts<T>[]
  readonly files: ReadonlyMap<string, FileFacts<T>>
  /** Targets as they are written. */
  readonly links: ReadonlyMap<string, { readonly target: string; readonly hard: boolean }>
  readonly fault: string | undefined
}

/** An entry as its header says it, with what was found in it. */
export interface EntryFacts<T = unknown> {
  /** As it is written. */
  readonly name: string
  readonly type: EntryType
  readonly linkname: string
  readonly file: FileFacts<T>
}

/** A document is as large as this at most, and all of an archive's together as eight of them. */
const maxDocument = 8 * 1024 * 1024
const maxDocuments = 8 * maxDocument
const maxEntries = 100_000

/** Reads an archive once, from its first byte to its last, and keeps digests and documents alone. Errors of the source are thrown. */
export async function readArchive<T = unknown>(
  source: AsyncIterable<Uint8Array>,
  reading: Reading<T> = { hash: () => new PortableSha256() },
): Promise<ArchiveFacts<T>> {
  const archive = extract()
  const feeding = feed(source, archive)
  const files = new Map<string, FileFacts<T>>()
  const links = new Map<string, { target: string; hard: boolean }>()
  const entries: EntryFacts<T>[] = []
  let fault: string | undefined
  let room = maxDocuments
  try {
    for await (const entry of archive) {
      const { name, linkname, size } = entry.header
      const type = typeOf(entry.header)
      const facts = await readEntry(entry, size <= Math.min(room, maxDocument), reading)
      room -= facts.document?.byteLength ?? 0
      const isLink = type === 'link' || type === 'symlink'
      entries.push({ name, type, linkname: isLink ? linkname : '', file: facts })
      if (type === 'file') files.set(cleanName(name), facts)
      else if (isLink && linkname) links.set(cleanName(name), { target: linkname, hard: type === 'link' })
      if (entries.length > maxEntries) throw new Error(`it has more than ${maxEntries} entries`)
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error)
  }
  archive.destroy()
  const failed = await feeding
  if (failed) throw failed.error
  return { entries, files, links, fault }
}

/** Reads an entry once, and keeps its bytes if it may be a document and is `small`. */
async function readEntry<T>(entry: AsyncIterable<unknown>, small: boolean, reading: Reading<T>): Promise<FileFacts<T>> {
  const kept: Uint8Array[] = []
  const facts = await readFile(keptIn(kept, small, entry), reading)
  const document = joinedBytes(kept)
  return mayBeJson(document) ? { ...facts, document } : facts
}

/** Hands an entry's bytes on, and keeps them where they are wanted. */
async function* keptIn(kept: Uint8Array[], wanted: boolean, entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) {
    if (!(chunk instanceof Uint8Array)) continue
    if (wanted) kept.push(chunk)
    yield chunk
  }
}

/** A JSON document of an image begins with a brace or a bracket; white space may come first. */
function mayBeJson(bytes: Uint8Array): boolean {
  return /^\s*[[{]/.test(String.fromCharCode(...bytes.subarray(0, 512)))
}

/** Hands the source on to the archive's reader, no faster than that takes it. Gives the error of a source that fails. */
async function feed(source: AsyncIterable<Uint8Array>, archive: Extract): Promise<{ error: unknown } | undefined> {
  try {
    for await (const chunk of source) {
      if (archive.destroyed) return undefined
      if (!archive.write(chunk)) await drained(archive)
    }
    archive.end(undefined)
    return undefined
  } catch (error) {
    archive.destroy(new Error('its source failed'))
    return { error }
  }
}

function typeOf({ type }: Header): EntryType {
  switch (type) {
    case 'character-device':
      return 'character'
    case 'block-device':
      return 'block'
    case 'link':
    case 'symlink':
    case 'directory':
    case 'fifo':
      return type
    default:
      return 'file'
  }
}

function cleanName(name: string): string {
  return name.replace(/^(\.?\/)+/, '')
}
