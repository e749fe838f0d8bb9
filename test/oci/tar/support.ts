import type { TarHeader } from '../../../src/oci/tar/entry.js'
import { endOfArchive, encodeHeader, padding } from '../../../src/oci/tar/header.js'
import { readTar, type TarEntry, type TarLimits } from '../../../src/oci/tar/read.js'

/** A header of a plain empty file, with what a test changes. */
export function header(changes: Partial<TarHeader> = {}): TarHeader {
  return {
    path: 'file',
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    mtimeNsec: 0,
    linkPath: '',
    devMajor: 0,
    devMinor: 0,
    xattrs: new Map(),
    ...changes,
  }
}

/** An archive of entries; `content` is repeated or cut to the size that the header says. */
export function archive(...entries: readonly (readonly [header: TarHeader, content?: Uint8Array])[]): Buffer {
  const parts: Uint8Array[] = []
  for (const [head, content = Buffer.alloc(head.type === 'file' ? head.size : 0)] of entries) {
    parts.push(encodeHeader(head), content, Buffer.alloc(padding(content.length)))
  }
  return Buffer.concat([...parts, endOfArchive])
}

/** A stream of bytes in chunks of `size`. */
export async function* chunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size))
}

export interface ReadEntry extends Omit<TarEntry, 'body'> {
  readonly content: Buffer
}

/** All entries of an archive with their contents. */
export async function readAll(bytes: Uint8Array, chunkSize = 64 * 1024, limits: TarLimits = {}): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = []
  for await (const entry of readTar(chunks(bytes, chunkSize), limits)) {
    const { header, offset, storedSize, sparse } = entry
    const content = await gather(entry.body())
    entries.push({ header, offset, storedSize, content, ...(sparse ? { sparse } : {}) })
  }
  return entries
}

/** The bytes of a stream. */
export async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}
