import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'

/** What the helper is told: texts are byte strings. */
export type Value = ByteString | number | boolean | Uint8Array | readonly Value[] | { readonly [name: string]: Value }

/** A value as wire.pl reads it: a letter, a length or count in 4 bytes, and what follows. */
export function encodeValue(value: Value): Buffer {
  const parts: Uint8Array[] = []
  append(value, parts)
  return Buffer.concat(parts)
}

function append(value: Value, parts: Uint8Array[]): void {
  if (value instanceof Uint8Array) parts.push(head('s', value.byteLength), value)
  else if (isList(value)) {
    parts.push(head('l', value.length))
    for (const item of value) append(item, parts)
  } else if (typeof value === 'object') {
    const fields = Object.entries(value)
    parts.push(head('h', fields.length))
    for (const [name, item] of fields) {
      append(bytesOfText(name), parts)
      append(item, parts)
    }
  } else append(Buffer.from(typeof value === 'boolean' ? (value ? '1' : '') : String(value), 'latin1'), parts)
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function head(type: string, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(5)
  bytes.write(type, 'latin1')
  bytes.writeUInt32BE(count, 1)
  return bytes
}

/** The texts of a list that wire.pl has encoded. @throws OciPackError `executor` */
export function decodeList(bytes: Buffer): Buffer[] {
  const count = bytes.readUInt32BE(1)
  const texts: Buffer[] = []
  let at = 5
  for (let i = 0; i < count; i++) {
    const end = at + 5 + bytes.readUInt32BE(at + 1)
    texts.push(bytes.subarray(at + 5, end))
    at = end
  }
  if (at !== bytes.length) throw new OciPackError('executor', 'the helper told a list that is none')
  return texts
}

/** What the helper tells. */
export interface Frame {
  readonly type: string
  readonly payload: Buffer
}

/** Cuts what the helper writes into frames. */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
    while (pending.length >= 5) {
      const end = 5 + pending.readUInt32BE(1)
      if (pending.length < end) break
      yield { type: String.fromCharCode(pending[0] ?? 0), payload: pending.subarray(5, end) }
      pending = pending.subarray(end)
    }
  }
}
