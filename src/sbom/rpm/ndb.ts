import { broken, type DatabaseFile, maxHeader, part } from './database.js'

/** `RpmP`, `Slot` and `BlbS` as little-endian numbers. */
const fileMagic = 0x506d7052
const slotMagic = 0x746f6c53
const blobMagic = 0x53626c42
const pageSize = 4096
const slotSize = 16
/** Blobs begin at multiples of so many bytes, and their head has as many. */
const blockSize = 16
/** The file's head lies where the first slots would. */
const headSlots = 2
const maxSlotPages = 2048

/** The package headers of rpm's own database, `Packages.db` (rpm, lib/backend/ndb/rpmpkg.c). @throws OciPackError `format` */
export function* ndbHeaders(file: DatabaseFile): Generator<Buffer> {
  const head = part(file, 0, headSlots * slotSize)
  if (head.readUInt32LE(0) !== fileMagic) throw broken('it is no database of ndb')
  if (head.readUInt32LE(4) !== 0) throw broken(`it is of version ${head.readUInt32LE(4)}`)
  const slotPages = head.readUInt32LE(12)
  if (slotPages > maxSlotPages) throw broken(`it has ${slotPages} pages of slots`)
  const slots = part(file, 0, slotPages * pageSize)
  for (let at = headSlots * slotSize; at < slots.length; at += slotSize) {
    if (slots.readUInt32LE(at) !== slotMagic) throw broken('a slot is none')
    const index = slots.readUInt32LE(at + 4)
    const block = slots.readUInt32LE(at + 8)
    if (index !== 0 && block !== 0) yield blobAt(file, index, block * blockSize)
  }
}

function blobAt(file: DatabaseFile, index: number, offset: number): Buffer {
  const head = part(file, offset, blockSize)
  if (head.readUInt32LE(0) !== blobMagic || head.readUInt32LE(4) !== index)
    throw broken(`package ${index} is not there`)
  const length = head.readUInt32LE(12)
  if (length > maxHeader) throw broken(`package ${index} has ${length} bytes`)
  return part(file, offset + blockSize, length)
}
