import { extract, type Extract } from 'tar-stream'
import { drained } from './drained.js'
import { GunzipHash, isGzip, type PlainDigest } from './plainHash.js'
import { PortableSha256 } from './sha256.js'

/** What is kept of a file in an archive. */
export interface FileFacts {
  readonly size: number
  readonly digest: string
  /** Of its bytes once inflated, where gzip compresses them; else of its bytes. */
  readonly plain: PlainDigest
  /** The bytes of what may be a JSON document. */
  readonly document?: Uint8Array
}

/** An archive's files and links by their names, and why it could not be read to its end, if so. */
export interface ArchiveFacts {
  readonly files: ReadonlyMap<string, FileFacts>
  /** Targets as they are written. */
  readonly links: ReadonlyMap<string, { readonly target: string; readonly hard: boolean }>
  readonly fault: string | undefined
}

/** A document is as large as this at most, and all of an archive's together as eight of them. */
const maxDocument = 8 * 1024 * 1024
const maxDocuments = 8 * maxDocument
const maxEntries = 100_000

/** Reads an archive once, from its first byte to its last, and keeps digests and documents alone. Errors of the source are thrown. */
export async function readArchive(source: AsyncIterable<Uint8Array>): Promise<ArchiveFacts> {
  const archive = extract()
  const feeding = feed(source, archive)
  const files = new Map<string, FileFacts>()
  const links = new Map<string, { target: string; hard: boolean }>()
  let fault: string | undefined
  let room = maxDocuments
  try {
    for await (const entry of archive) {
      const { name, type, linkname, size } = entry.header
      const facts = await readFile(entry, size <= Math.min(room, maxDocument))
      room -= facts.document?.byteLength ?? 0
      if (type === 'file' || type === 'contiguous-file') files.set(cleanName(name), facts)
      else if (linkname && (type === 'link' || type === 'symlink'))
        links.set(cleanName(name), { target: linkname, hard: type === 'link' })
      if (files.size + links.size > maxEntries) throw new Error(`it has more than ${maxEntries} entries`)
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error)
  }
  archive.destroy()
  const failed = await feeding
  if (failed) throw failed.error
  return { files, links, fault }
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

/** Hashes a file, and keeps its bytes if it may be a document and is `small`. */
async function readFile(content: AsyncIterable<unknown>, small: boolean): Promise<FileFacts> {
  const stored = new PortableSha256()
  let inflated: GunzipHash | undefined
  let kept: Uint8Array[] | undefined
  let read = 0
  for await (const chunk of startingWith(startLength, content)) {
    if (read === 0 && isGzip(chunk)) inflated = new GunzipHash()
    if (read === 0 && small && mayBeJson(chunk)) kept = []
    read += chunk.byteLength
    stored.update(chunk)
    kept?.push(chunk)
    await inflated?.write(chunk)
  }
  const digest = stored.digest()
  const plain = (await inflated?.end()) ?? { digest }
  return { size: read, digest, plain, ...(kept ? { document: joined(kept) } : {}) }
}

/** As many first bytes as tell what a file is. */
const startLength = 3

/** The bytes that tar-stream gives, the first `count` of them in one chunk. */
async function* startingWith(count: number, chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) continue
    if (start) start = joined([start, chunk])
    if (start && start.byteLength < count) continue
    yield start ?? chunk
    start = undefined
  }
  if (start && start.byteLength > 0) yield start
}

/** A JSON document of an image begins with a brace or a bracket; white space may come first. */
function mayBeJson(start: Uint8Array): boolean {
  return /^\s*[[{]/.test(String.fromCharCode(...start.subarray(0, startLength)))
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

function cleanName(name: string): string {
  return name.replace(/^(\.?\/)+/, '')
}
