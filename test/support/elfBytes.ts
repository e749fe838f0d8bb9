/** What an ELF file made for a test says. */
export interface ElfParts {
  readonly machine?: number
  /** 2 a program, 1 an object file. */
  readonly type?: number
  readonly loader?: string
  readonly needed?: readonly string[]
  readonly bits?: 32 | 64
  readonly bigEndian?: boolean
}

/** The bytes of an ELF file: headers, and what they point at. */
export function elfBytes({
  machine = 62,
  type = 2,
  loader,
  needed = [],
  bits = 64,
  bigEndian = false,
}: ElfParts = {}): Buffer {
  const bytes = Buffer.alloc(8192)
  const wide = bits === 64
  const u16 = (value: number, at: number): unknown =>
    bigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at)
  const u32 = (value: number, at: number): unknown =>
    bigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at)
  const word = (value: number, at: number): unknown => {
    if (!wide) return u32(value, at)
    return bigEndian ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at)
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1])
  u16(type, 16)
  u16(machine, 18)
  const [headers, length, dynamic, strings] = [64, wide ? 56 : 32, 2048, 4096]
  word(headers, wide ? 32 : 28)
  u16(length, wide ? 54 : 42)
  const base = 0x400000
  const segments: [type: number, offset: number, size: number][] = [[1, 0, bytes.length]]
  if (loader !== undefined) {
    bytes.write(loader, 1024, 'latin1')
    segments.push([3, 1024, loader.length + 1])
  }
  let text = 1
  const entries = needed.map((name): [number, number] => {
    const at = text
    text += bytes.write(name, strings + at, 'latin1') + 1
    return [1, at]
  })
  if (needed.length > 0) {
    entries.push([5, base + strings], [0, 0])
    const step = wide ? 8 : 4
    entries.flat().forEach((value, i) => word(value, dynamic + i * step))
    segments.push([2, dynamic, entries.length * 2 * step])
  }
  u16(segments.length, wide ? 56 : 44)
  segments.forEach(([kind, offset, size], i) => {
    const at = headers + i * length
    u32(kind, at)
    word(offset, at + (wide ? 8 : 4))
    word(base + offset, at + (wide ? 16 : 8))
    word(size, at + (wide ? 32 : 16))
  })
  return bytes
}
