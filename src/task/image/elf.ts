import { ElfFields } from './elfFields.js'

/** Gives the bytes from `position` on, `length` of them or as many as there are. */
export type ReadPart = (position: number, length: number) => Uint8Array

/** What an ELF file says of itself, as far as Linux needs it to start it (elf(5)). */
export interface Elf {
  /** The number of its architecture. */
  readonly machine: number
  /** The loader that it asks for; a static program has none. */
  readonly loader: string | undefined
  /** The libraries that it names. */
  readonly needed: readonly string[]
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

/** As much of each as is read; Linux takes no more of the first two. */
const maxHeaders = 64 << 10
const maxPath = 4096
const maxDynamic = 64 << 10
const maxNeeded = 1024

const programs: ReadonlySet<number> = new Set([2, 3])
const segmentType = { load: 1, dynamic: 2, interpreter: 3 } as const
const tag = { end: 0, needed: 1, strings: 5 } as const

/** Whether a file begins as ELF files do. */
export function isElf(start: Uint8Array): boolean {
  return start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46
}

/** Reads the headers of a program or a library; undefined where Linux would not start it. Whatever the bytes are, little of them is read. */
export function readElf(readPart: ReadPart): Elf | undefined {
  const start = readPart(0, 64)
  const [width, order] = start.subarray(4)
  if (!isElf(start) || (width !== 1 && width !== 2) || (order !== 1 && order !== 2)) return undefined
  const fieldsOf = (bytes: Uint8Array): ElfFields => new ElfFields(bytes, width === 2, order === 1)
  const header = fieldsOf(start)
  const segments = programs.has(header.u16(16)) ? readSegments(readPart, header, fieldsOf) : undefined
  if (!segments) return undefined
  const interpreter = segments.find(({ type }) => type === segmentType.interpreter)
  const loader = interpreter && textAt(readPart, interpreter.offset, Math.min(interpreter.size, maxPath))
  if (interpreter && !loader) return undefined
  return { machine: header.u16(18), loader, needed: neededOf(readPart, segments, fieldsOf) }
}

function readSegments(
  readPart: ReadPart,
  header: ElfFields,
  fieldsOf: (bytes: Uint8Array) => ElfFields,
): Segment[] | undefined {
  const { wide } = header
  const length = wide ? 56 : 32
  const count = header.u16(wide ? 56 : 44)
  if (header.u16(wide ? 54 : 42) !== length || count === 0 || count * length > maxHeaders) return undefined
  const bytes = readPart(header.word(wide ? 32 : 28), count * length)
  if (bytes.byteLength < count * length) return undefined
  const table = fieldsOf(bytes)
  return Array.from({ length: count }, (_, i) => {
    const at = i * length
    return {
      type: table.u32(at),
      offset: table.word(at + (wide ? 8 : 4)),
      address: table.word(at + (wide ? 16 : 8)),
      size: table.word(at + (wide ? 32 : 16)),
    }
  })
}

function neededOf(
  readPart: ReadPart,
  segments: readonly Segment[],
  fieldsOf: (bytes: Uint8Array) => ElfFields,
): string[] {
  const dynamic = segments.find(({ type }) => type === segmentType.dynamic)
  if (!dynamic) return []
  const bytes = readPart(dynamic.offset, Math.min(dynamic.size, maxDynamic))
  const table = fieldsOf(bytes)
  const length = table.wide ? 16 : 8
  const names: number[] = []
  let strings = 0
  for (let at = 0; at + length <= bytes.byteLength; at += length) {
    const which = table.word(at)
    if (which === tag.end) break
    if (which === tag.needed && names.length < maxNeeded) names.push(table.word(at + length / 2))
    if (which === tag.strings) strings = table.word(at + length / 2)
  }
  const held = segments.find(
    ({ type, address, size }) => type === segmentType.load && strings >= address && strings < address + size,
  )
  if (!held) return []
  const base = strings - held.address + held.offset
  return names.flatMap((name) => textAt(readPart, base + name, maxPath) ?? [])
}

/** A text that ends with a zero byte within `length` bytes, as a byte string; undefined for an empty one, or none. */
function textAt(readPart: ReadPart, position: number, length: number): string | undefined {
  const bytes = readPart(position, length)
  const end = bytes.indexOf(0)
  return end > 0 ? Buffer.from(bytes.subarray(0, end)).toString('latin1') : undefined
}
