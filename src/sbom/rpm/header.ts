import { broken } from './database.js'

/** What a package's header tells of it, as far as it is wanted here. */
export interface RpmHeader {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch: number | undefined
  readonly architecture: string | undefined
  readonly license: string | undefined
  readonly vendor: string | undefined
  readonly url: string | undefined
  /** The file name of the source package. */
  readonly sourceRpm: string | undefined
}

/** Tags by rpm's numbers (rpm, "Package Format: Header"). */
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  url: 1020,
  architecture: 1022,
  sourceRpm: 1044,
} as const
const int32 = 4
const stringTypes: readonly number[] = [6, 8, 9]
const entrySize = 16
const maxEntries = 65_536

/**
 * A header as databases have it: the count of its entries and the size of their data, both big-endian, the entries (tag, type, offset, count), the data.
 * @throws OciPackError `format`
 */
export function parseRpmHeader(blob: Buffer): RpmHeader {
  if (blob.length < 8) throw broken('a header ends too early')
  const count = blob.readUInt32BE(0)
  const start = 8 + count * entrySize
  if (count > maxEntries || start > blob.length) throw broken('a header ends too early')
  const data = blob.subarray(start, start + blob.readUInt32BE(4))
  const places = new Map<number, { type: number; offset: number }>()
  for (let at = 8; at < start; at += entrySize)
    places.set(blob.readUInt32BE(at), { type: blob.readUInt32BE(at + 4), offset: blob.readUInt32BE(at + 8) })
  const text = (tag: keyof typeof tags): string | undefined => {
    const { type, offset } = places.get(tags[tag]) ?? { type: 0, offset: 0 }
    return stringTypes.includes(type) ? stringAt(data, offset) : undefined
  }
  const [name, version, release] = [text('name'), text('version'), text('release')]
  if (!name || !version || release === undefined) throw broken('a header names no package')
  return {
    name,
    version,
    release,
    epoch: numberAt(data, places.get(tags.epoch)),
    architecture: text('architecture'),
    license: text('license'),
    vendor: text('vendor'),
    url: text('url'),
    sourceRpm: text('sourceRpm'),
  }
}

function stringAt(data: Buffer, offset: number): string {
  const end = data.indexOf(0, offset)
  if (offset >= data.length || end < 0) throw broken('a text in a header has no end')
  return data.toString('utf8', offset, end)
}

function numberAt(data: Buffer, place: { type: number; offset: number } | undefined): number | undefined {
  if (place?.type !== int32) return undefined
  if (place.offset + 4 > data.length) throw broken('a number in a header has no end')
  return data.readUInt32BE(place.offset)
}
