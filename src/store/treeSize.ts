import { lstatSync, readdirSync, readFileSync, type Stats, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, bytesOfText, fsPath } from '../core/bytes.js'
import type { LayerIndex } from '../rootfs/layerIndex.js'

/** What most file systems give space in, in bytes. */
const block = 4096

/** The bytes that an unpacked layer takes on a disk, about. */
export function unpackedSize({ entries }: LayerIndex): number {
  return entries.reduce((sum, { header }) => sum + spaceOf(header.type, header.size), 0)
}

/**
 * The bytes that a folder takes, as they were once measured and noted in the folder itself; they are measured again where `changed`, in
 * milliseconds since 1970, is later. What may not be looked into is not counted.
 */
export function keptSize(folder: string, changed: number): number {
  const note = sizeNote(folder)
  let damaged: Stats | undefined
  try {
    const stat = lstatSync(note)
    if (stat.mtimeMs >= changed) {
      const text = readFileSync(note, 'latin1')
      if (/^\d+$/.test(text)) return Number(text)
      damaged = stat
    }
  } catch {
    // There is none yet.
  }
  const size = measure(bytesOfText(folder))
  try {
    noteSize(folder, size)
    // To measure a tree is not to use it.
    if (damaged) utimesSync(note, damaged.atime, damaged.mtime)
  } catch {
    // It is measured again next time.
  }
  return size
}

/** Notes in a folder how many bytes it takes. @throws Error of the operating system */
export function noteSize(folder: string, size: number): void {
  writeFileSync(sizeNote(folder), `${size}`)
}

/** The file in a kept folder that tells its size. */
export function sizeNote(folder: string): string {
  return join(folder, 'size')
}

/** Synchronous: for many small files that is ten times as fast. */
function measure(path: ByteString, counted = new Set<string>()): number {
  let sum = 0
  try {
    for (const entry of readdirSync(fsPath(path), { withFileTypes: true, encoding: 'latin1' })) {
      const place = `${path}/${entry.name}`
      if (entry.isDirectory()) sum += block + measure(place, counted)
      else if (entry.isFile()) {
        const { size, nlink, dev, ino } = lstatSync(fsPath(place))
        const file = `${dev} ${ino}`
        if (!counted.has(file)) sum += spaceOf('file', size)
        if (nlink > 1) counted.add(file)
      }
    }
  } catch {
    // It may not be looked into, or went away.
  }
  return sum
}

function spaceOf(type: string, size: number): number {
  if (type === 'directory') return block
  return type === 'file' ? Math.ceil(size / block) * block : 0
}
