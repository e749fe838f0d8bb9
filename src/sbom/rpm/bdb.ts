import { broken, type DatabaseFile, maxHeader, part } from './database.js'

const hashMagic = 0x00061561
const pageHead = 26
const hashPages: readonly number[] = [2, 13]
const overflowPage = 7
/** What an item on a page is: its bytes follow, or lie on pages of their own. */
const onPage = 1
const offPage = 3

interface Pages {
  readonly file: DatabaseFile
  readonly pageSize: number
  readonly last: number
  readonly u16: (bytes: Buffer, at: number) => number
  readonly u32: (bytes: Buffer, at: number) => number
}

/**
 * The package headers of a hash of Berkeley DB, `Packages`, of either byte order (Berkeley DB, dbinc/db_page.h). Each value of the hash is one, but for
 * that of the key 0, a counter. @throws OciPackError `format`
 */
export function* bdbHeaders(file: DatabaseFile): Generator<Buffer> {
  const pages = open(file)
  for (let number = 0; number <= pages.last; number++) {
    const page = part(file, number * pages.pageSize, pages.pageSize)
    if (hashPages.includes(page.readUInt8(25))) yield* valuesOn(pages, page)
  }
}

function open(file: DatabaseFile): Pages {
  const head = part(file, 0, 72)
  const little = head.readUInt32LE(12) === hashMagic
  if (!little && head.readUInt32BE(12) !== hashMagic) throw broken('it is no hash of Berkeley DB')
  const u16: Pages['u16'] = (bytes, at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const u32: Pages['u32'] = (bytes, at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const pageSize = u32(head, 20)
  if (pageSize < 512 || pageSize > 65_536) throw broken(`its pages have ${pageSize} bytes`)
  if (head.readUInt8(24) !== 0) throw broken('it is encrypted')
  return { file, pageSize, last: u32(head, 32), u16, u32 }
}

/** Keys and values take turns; items lie from the page's end on downwards. */
function* valuesOn(pages: Pages, page: Buffer): Generator<Buffer> {
  const { u16 } = pages
  const count = u16(page, 20)
  if (pageHead + 2 * count > page.length) throw broken('a page has more items than fit')
  const places = Array.from({ length: count }, (_, i) => u16(page, pageHead + 2 * i))
  const item = (i: number): Buffer => page.subarray(places[i] ?? 0, i === 0 ? page.length : places[i - 1])
  for (let i = 0; i + 1 < count; i += 2) {
    const isCounter = item(i)
      .subarray(1)
      .every((byte) => byte === 0)
    const value = item(i + 1)
    if (isCounter || value.length === 0) continue
    if (value.readUInt8(0) === onPage) yield value.subarray(1)
    else if (value.readUInt8(0) === offPage) yield overflowing(pages, value)
    else throw broken(`an item is of kind ${value.readUInt8(0)}`)
  }
}

function overflowing(pages: Pages, item: Buffer): Buffer {
  const { file, pageSize, last, u16, u32 } = pages
  if (item.length < 12) throw broken('a record ends too early')
  const size = u32(item, 8)
  if (size > maxHeader) throw broken(`a record has ${size} bytes`)
  const parts: Buffer[] = []
  let missing = size
  for (let number = u32(item, 4); missing > 0;) {
    if (number < 1 || number > last) throw broken(`there is no page ${number}`)
    const page = part(file, number * pageSize, pageSize)
    const bytes = page.subarray(pageHead, pageHead + u16(page, 22))
    if (page.readUInt8(25) !== overflowPage || bytes.length === 0) throw broken(`page ${number} holds no record`)
    parts.push(bytes)
    missing -= bytes.length
    number = u32(page, 16)
  }
  return Buffer.concat(parts).subarray(0, size)
}
