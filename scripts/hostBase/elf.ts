/** What an ELF file asks of the dynamic loader (System V gABI, chapter 5; ld.so(8)). */
export interface ElfNeeds {
  /** e_machine: which processor the file is for. */
  readonly machine: number
  /** The loader's absolute path; absent in a library and in a static program. */
  readonly interpreter: string | undefined
  /** Names of libraries, as written. */
  readonly libraries: readonly string[]
  /** Folders of DT_RPATH and DT_RUNPATH, as written: they may hold $ORIGIN. */
  readonly folders: readonly string[]
}

const programHeader = { load: 1, dynamic: 2, interpreter: 3 } as const
const dynamicTag = { end: 0, needed: 1, stringTable: 5, rpath: 15, runpath: 29 } as const

/** Reads the dynamic section of a 64-bit little-endian ELF file; undefined for any other file, a script for one. */
export function readElf(file: Buffer): ElfNeeds | undefined {
  const isElf64 = file.length > 64 && file.toString('latin1', 0, 4) === '\x7fELF' && file[4] === 2 && file[5] === 1
  if (!isElf64) return undefined
  const headers = programHeaders(file)
  const interpreter = headers.find(({ type }) => type === programHeader.interpreter)
  const dynamic = headers.find(({ type }) => type === programHeader.dynamic)
  const entries = dynamic ? dynamicEntries(file, dynamic.offset, dynamic.size) : []
  const valuesOf = (tag: number): number[] => entries.filter((entry) => entry.tag === tag).map((entry) => entry.value)
  const strings = fileOffset(headers, valuesOf(dynamicTag.stringTable)[0] ?? 0)
  const text = (offset: number): string => textAt(file, strings + offset)
  return {
    machine: file.readUInt16LE(18),
    interpreter: interpreter && textAt(file, interpreter.offset),
    libraries: valuesOf(dynamicTag.needed).map(text),
    folders: [...valuesOf(dynamicTag.rpath), ...valuesOf(dynamicTag.runpath)].flatMap((value) =>
      text(value).split(':'),
    ),
  }
}

interface ProgramHeader {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

function programHeaders(file: Buffer): ProgramHeader[] {
  const start = Number(file.readBigUInt64LE(32))
  const size = file.readUInt16LE(54)
  return Array.from({ length: file.readUInt16LE(56) }, (_, i) => {
    const at = start + i * size
    return {
      type: file.readUInt32LE(at),
      offset: Number(file.readBigUInt64LE(at + 8)),
      address: Number(file.readBigUInt64LE(at + 16)),
      size: Number(file.readBigUInt64LE(at + 32)),
    }
  })
}

function dynamicEntries(file: Buffer, start: number, size: number): { tag: number; value: number }[] {
  const entries: { tag: number; value: number }[] = []
  for (let at = start; at < start + size; at += 16) {
    const tag = Number(file.readBigInt64LE(at))
    if (tag === dynamicTag.end) break
    entries.push({ tag, value: Number(file.readBigUInt64LE(at + 8)) })
  }
  return entries
}

/** Where in the file lies what the loader puts at an address. */
function fileOffset(headers: readonly ProgramHeader[], address: number): number {
  const segment = headers.find(
    (h) => h.type === programHeader.load && address >= h.address && address < h.address + h.size,
  )
  return segment ? address - segment.address + segment.offset : 0
}

function textAt(file: Buffer, offset: number): string {
  return file.toString('utf8', offset, file.indexOf(0, offset))
}
