import type { ByteString } from '../../core/bytes.js'
import { TarFault } from './fault.js'
import { blockSize } from './header.js'
import { decodeNumberField, octal } from './number.js'

/** What one header block says, before long names and pax records are applied to it. */
export interface Block {
  readonly path: ByteString
  /** The type flag as a character. */
  readonly flag: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly linkPath: ByteString
  readonly devMajor: number
  readonly devMinor: number
  readonly format: 'v7' | 'ustar' | 'gnu' | 'star'
}

/** Whether a block is all zeros, as those that end an archive are. */
export function isZeroBlock(block: Buffer): boolean {
  if (block[0] !== 0) return false
  return block.every((byte) => byte === 0)
}

/** Whether a stream that begins with these bytes is a tar archive: the first block is a header with the right checksum. */
export function isTarStart(bytes: Uint8Array): boolean {
  if (bytes.byteLength < blockSize) return false
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, blockSize)
  return !isZeroBlock(block) && hasChecksum(block)
}

/** The name in a header block, ustar's or star's prefix in front. @throws TarFault for a block that is no header: its checksum is wrong */
export function pathOf(block: Buffer): ByteString {
  if (!hasChecksum(block)) throw new TarFault('this is no tar header: its checksum is wrong')
  const format = formatOf(block)
  const name = text(block, 0, 100)
  const prefix = format === 'ustar' ? text(block, 345, 155) : format === 'star' ? text(block, 345, 131) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Reads the other fields of a V7, ustar, old GNU or star header block. @throws TarFault for one that is no number, or cannot be negative */
export function decodeBlock(block: Buffer, path: ByteString): Block {
  const format = formatOf(block)
  const flag = String.fromCharCode(block[156] ?? 0)
  const device = format !== 'v7' && (flag === '3' || flag === '4')
  return {
    path,
    flag,
    mode: decodeNumberField(block, 100, 8, 'mode') & 0o7777,
    uid: natural(block, 108, 8, 'uid'),
    gid: natural(block, 116, 8, 'gid'),
    size: natural(block, 124, 12, 'size'),
    mtime: decodeNumberField(block, 136, 12, 'mtime'),
    linkPath: text(block, 157, 100),
    devMajor: device ? natural(block, 329, 8, 'device number') : 0,
    devMinor: device ? natural(block, 337, 8, 'device number') : 0,
    format,
  }
}

/** A number field that may not be negative. */
export function natural(block: Buffer, at: number, length: number, name: string): number {
  const value = decodeNumberField(block, at, length, name)
  if (value < 0) throw new TarFault(`its ${name} is negative`)
  return value
}

function formatOf(block: Buffer): Block['format'] {
  const magic = block.toString('latin1', 257, 265)
  if (magic === 'ustar  \0') return 'gnu'
  if (!magic.startsWith('ustar\0')) return 'v7'
  return block.toString('latin1', 508, 512) === 'tar\0' ? 'star' : 'ustar'
}

/** The bytes of a field up to its first NUL. */
function text(block: Buffer, at: number, max: number): ByteString {
  if (block[at] === 0) return ''
  const end = block.indexOf(0, at)
  return block.toString('latin1', at, end < 0 || end > at + max ? at + max : end)
}

/** The checksum is the sum of all bytes, its own field taken as spaces. Some old programs summed signed bytes. */
function hasChecksum(block: Buffer): boolean {
  const stored = octal(block, 148, 8)
  if (stored === undefined) return false
  let sum = 8 * 0x20
  for (let i = 0; i < 148; i++) sum += block[i] ?? 0
  for (let i = 156; i < blockSize; i++) sum += block[i] ?? 0
  return stored === sum || stored === sum - 256 * countNegative(block)
}

function countNegative(block: Buffer): number {
  return block.reduce((count, byte, i) => count + (i >= 148 && i < 156 ? 0 : byte >> 7), 0)
}
