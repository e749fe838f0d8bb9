import type { FileHandle } from 'node:fs/promises'
import { readOpen } from '../../../core/host/readExtent.js'
import type { ReadZip } from './centralDirectory.js'

/** The `size` bytes of an open file from `offset` on, which must be few. @throws OciPackError `integrity` where the file is shorter, `io` */
export async function readAt(file: FileHandle, path: string, offset: number, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readOpen(file, { path, offset }, size, size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Reads parts of an open file. */
export function partsOf(file: FileHandle, path: string): ReadZip {
  return (offset, size) => readAt(file, path, offset, size)
}
