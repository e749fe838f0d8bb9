import { broken, type DatabaseFile, maxHeader, part } from './database.js'

type Value = string | number | Buffer | undefined

/** What the pages of a database have in common (SQLite, "Database File Format"). */
interface Pages {
  readonly file: DatabaseFile
  readonly pageSize: number
  /** Bytes of a page that hold content. */
  readonly usable: number
  readonly count: number
}

const magic = 'SQLite format 3\0'
const interiorTable = 0x05
const leafTable = 0x0d

/**
 * The rows of a table, read from the B-tree that holds them; columns as they are stored, undefined for NULL and for a real number, which no
 * package database has. @throws OciPackError `format`
 */
export function* sqliteRows(file: DatabaseFile, table: string): Generator<readonly Value[]> {
  const pages = open(file)
  for (const [type, name, , root] of treeRows(pages, 1, new Set())) {
    if (type !== 'table' || name !== table) continue
    if (typeof root !== 'number') throw broken(`its table ${table} has no page`)
    yield* treeRows(pages, root, new Set())
    return
  }
  throw broken(`it has no table ${table}`)
}

function open(file: DatabaseFile): Pages {
  const header = part(file, 0, 100)
  if (header.toString('latin1', 0, 16) !== magic) throw broken('it is no SQLite database')
  const written = header.readUInt16BE(16)
  const pageSize = written === 1 ? 65_536 : written
  const usable = pageSize - header.readUInt8(20)
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < 480)
    throw broken(`its pages have ${pageSize} bytes`)
  // The encoding of texts; 1 is UTF-8, and 0 an empty database's.
  if (header.readUInt32BE(56) > 1) throw broken('its texts are not in UTF-8')
  return { file, pageSize, usable, count: Math.floor(file.size / pageSize) }
}

function pageAt({ file, pageSize, count }: Pages, number: number): Buffer {
  if (number < 1 || number > count) throw broken(`there is no page ${number}`)
  return part(file, (number - 1) * pageSize, pageSize)
}

/** The rows below a page, in order. Each page is met but once: a circle is an error. */
function* treeRows(pages: Pages, root: number, seen: Set<number>): Generator<readonly Value[]> {
  const ahead = [root]
  for (let number = ahead.pop(); number !== undefined; number = ahead.pop()) {
    if (seen.has(number)) throw broken(`page ${number} is part of a circle`)
    seen.add(number)
    const page = pageAt(pages, number)
    const start = number === 1 ? 100 : 0
    const kind = page.readUInt8(start)
    const cells = page.readUInt16BE(start + 3)
    const pointers = start + (kind === interiorTable ? 12 : 8)
    if ((kind !== interiorTable && kind !== leafTable) || pointers + 2 * cells > page.length)
      throw broken(`page ${number} is none of a table`)
    const places = Array.from({ length: cells }, (_, i) => page.readUInt16BE(pointers + 2 * i))
    if (kind === leafTable) for (const place of places) yield recordOf(payloadOf(pages, page, place))
    else {
      const children = places.map((place) => bounded(page, place, 4).readUInt32BE(0))
      ahead.push(page.readUInt32BE(start + 8), ...children.reverse())
    }
  }
}

/** The bytes of a leaf's cell, those that overflow into other pages too ("Cell Payload Overflow Pages"). */
function payloadOf(pages: Pages, page: Buffer, place: number): Buffer {
  const size = varint(page, place)
  const row = varint(page, size.end)
  const { usable } = pages
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const most = usable - 35
  if (size.value > maxHeader) throw broken(`a row has ${size.value} bytes`)
  const wanted = least + ((size.value - least) % (usable - 4))
  const local = size.value <= most ? size.value : wanted <= most ? wanted : least
  const parts = [bounded(page, row.end, local)]
  let missing = size.value - local
  let next = missing > 0 ? bounded(page, row.end + local, 4).readUInt32BE(0) : 0
  while (missing > 0) {
    const overflow = pageAt(pages, next)
    const taken = overflow.subarray(4, 4 + Math.min(missing, usable - 4))
    parts.push(taken)
    missing -= taken.length
    next = overflow.readUInt32BE(0)
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

/** The columns of a row ("Record Format"). */
function recordOf(payload: Buffer): Value[] {
  const head = varint(payload, 0)
  const values: Value[] = []
  let body = head.value
  for (let at = head.end; at < head.value;) {
    const { value: type, end } = varint(payload, at)
    const size = sizeOf(type)
    values.push(valueOf(type, bounded(payload, body, size)))
    body += size
    at = end
  }
  return values
}

/** Bytes of a column, by its serial type. */
function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0
}

function valueOf(type: number, bytes: Buffer): Value {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8')
  if (type === 8 || type === 9) return type - 8
  if (type === 6) return Number(bytes.readBigInt64BE(0))
  return type >= 1 && type <= 5 ? bytes.readIntBE(0, bytes.length) : undefined
}

/** A big-endian number of 7 bits a byte, of 8 in the ninth ("Varint"). */
function varint(bytes: Buffer, place: number): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const byte = bytes[place + i]
    if (byte === undefined) throw broken('a record ends too early')
    value = i === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f)
    if (i === 8 || byte < 0x80) return { value, end: place + i + 1 }
  }
  throw broken('a number has no end')
}

function bounded(bytes: Buffer, place: number, length: number): Buffer {
  if (place + length > bytes.length) throw broken('a record ends too early')
  return bytes.subarray(place, place + length)
}
