import type { FileHandle } from 'node:fs/promises'
import { readOpen } from '../../../core/host/readExtent.js'
import { Crc32 } from './crc32.js'
import { inflate } from './inflate.js'
import type { OpenZip } from './source.js'

const chunkSize = 1024 * 1024

/** A file that is open as a zip. */
export function zipFile(file: FileHandle, path: string, size: number): OpenZip {
  return {
    path,
    size,
    read: (offset, length) => readOpen(file, { path, offset }, length, Math.min(length, chunkSize)),
    inflate,
    crc32: () => new Crc32(),
  }
}
