import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { type Block, decodeBlock, pathOf } from '../../oci/tar/block.js'
import { blockSize, padding } from '../../oci/tar/header.js'
import { decodeRecords, type PaxRecord, xattrPrefix } from '../../oci/tar/pax.js'
import { whiteoutPrefix } from '../../rootfs/tree.js'

/** In which ways two entries may be written that tell the same of the same file. */
export const entryTraits = [
  'name',
  'format',
  'type-flag',
  'mode-bits',
  'user-name',
  'group-name',
  'numbers',
  'unread',
  'records',
  'other-records',
  'header-rest',
  'padding',
] as const

export type EntryTrait = (typeof entryTraits)[number]

/** How an entry of a tar archive is written, as texts to be compared and shown. */
export type EntryForm = Readonly<Record<EntryTrait, string>>

/**
 * How an entry is written.
 * @param header all blocks between the former entry's data and this one's: extended headers, the header itself, a sparse map
 * @param filling the bytes behind the entry's data, up to a whole block
 * @throws TarFault for what `readTar` would not have taken either
 */
export function entryForm(header: Buffer, filling: Buffer): EntryForm {
  let at = 0
  const records: PaxRecord[] = []
  let longName: ByteString | undefined
  for (;;) {
    const block = header.subarray(at, at + blockSize)
    const head = decodeBlock(block, pathOf(block))
    const { flag, size, format, path } = head
    const data = header.subarray(at + blockSize, at + blockSize + size)
    if (flag === 'x' || flag === 'X' || flag === 'g') records.push(...decodeRecords(data))
    else if (flag === 'L') longName = data.toString('latin1').replace(/\0.*$/s, '')
    else if (flag !== 'K') {
      const recordPath = records.findLast(({ key }) => key === 'path')?.value
      const name = longName ?? recordPath ?? path
      return {
        ...blockForm(block, format, flag),
        ...recordsForm(records, format),
        name: textOfBytes(name),
        unread: unreadForm(head, name),
        padding: unlessZeros(filling, 'zeros'),
      }
    }
    at += blockSize + size + padding(size)
  }
}

type BlockTrait = Exclude<EntryTrait, 'name' | 'format' | 'unread' | 'records' | 'other-records' | 'padding'>

function blockForm(block: Buffer, format: string, flag: string): Pick<EntryForm, BlockTrait> {
  const named = format !== 'v7'
  return {
    'type-flag': flag,
    'mode-bits': fieldText(block, 100, 8).trim().replace(/^0*/, '').slice(0, -4),
    'user-name': named ? fieldText(block, 265, 32) : '',
    'group-name': named ? fieldText(block, 297, 32) : '',
    numbers: numberFields
      .map(([name, at, length]) => `${name} ${numberForm(block.subarray(at, at + length))}`)
      .join(', '),
    'header-rest': unlessZeros(block.subarray(named ? (format === 'gnu' ? 345 : 500) : 257), ''),
  }
}

const numberFields = [['mode', 100, 8], ['uid', 108, 8], ['gid', 116, 8], ['size', 124, 12], ['mtime', 136, 12], ['checksum', 148, 8], ['major', 329, 8], ['minor', 337, 8]] as const // prettier-ignore

/** What nobody reads: the mode of a symbolic link, all that is told of a mark or of another name of a file. */
function unreadForm({ flag, mode, uid, gid, mtime }: Block, path: ByteString): string {
  if (flag === '2') return `mode ${mode.toString(8)}`
  const isMark = path.slice(path.lastIndexOf('/') + 1).startsWith(whiteoutPrefix)
  return flag === '1' || isMark ? `mode ${mode.toString(8)}, owner ${uid}:${gid}, time ${mtime}` : ''
}

/** How a number is written, whatever it is: `D` for digits, `_` for a space, `.` for NUL. */
function numberForm(field: Buffer): string {
  if ((field[0] ?? 0) & 0x80) return 'binary'
  return field
    .toString('latin1')
    .replace(/[0-7]+/g, 'D')
    .replaceAll(' ', '_')
    .replaceAll('\0', '.')
}

/** What records say of a file itself is compared with the files. */
const ofTheFile = /^(path|linkpath|size|uid|gid|mtime)$|^GNU\.sparse\./

function recordsForm(
  records: readonly PaxRecord[],
  format: string,
): Pick<EntryForm, 'format' | 'records' | 'other-records'> {
  const others = records.filter(({ key }) => !ofTheFile.test(key) && !key.startsWith(xattrPrefix))
  return {
    format: records.length > 0 ? 'pax' : format,
    records: records.map(({ key }) => textOfBytes(key)).join(' '),
    'other-records': others.map(({ key, value }) => textOfBytes(`${key}=${value}`)).join(' '),
  }
}

/** Bytes as hex digits, or a word for those that are all zero. */
function unlessZeros(bytes: Buffer, zeros: string): string {
  return bytes.every((byte) => byte === 0) ? zeros : bytes.toString('hex')
}

function fieldText(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at)
  return textOfBytes(block.toString('latin1', at, end < 0 || end > at + length ? at + length : end))
}
