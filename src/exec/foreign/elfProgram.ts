import type { Machine } from './machines.js'

/** Where the file is put in memory: above what a kernel may keep free at its beginning, and on a page of any size in use. */
const base = 0x400000
const pageSize = 0x10000

/** The smallest program of a machine: an ELF header, one segment, and the instructions that end it with status 42 (elf(5)). */
export function elfProgram({ bits, bigEndian, number, exit42 }: Machine): Buffer {
  const wide = bits === 64
  const code = Buffer.from(exit42.replaceAll(' ', ''), 'hex')
  const [headerSize, segmentSize] = wide ? [64, 56] : [52, 32]
  const start = headerSize + segmentSize
  const bytes = Buffer.alloc(start + code.length)
  let at = 0
  const number16 = (value: number): void =>
    void (at = bigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at))
  const number32 = (value: number): void =>
    void (at = bigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at))
  const word = (value: number): void => {
    if (!wide) number32(value)
    else at = bigEndian ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at)
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1])
  at = 16
  const executable = 2
  number16(executable)
  number16(number)
  number32(1)
  word(base + start)
  word(headerSize)
  word(0)
  number32(flagsOf(number))
  for (const value of [headerSize, segmentSize, 1, 0, 0, 0]) number16(value)
  const [load, readAndExecute] = [1, 5]
  number32(load)
  if (wide) number32(readAndExecute)
  for (const value of [0, base, base, bytes.length, bytes.length]) word(value)
  if (!wide) number32(readAndExecute)
  word(pageSize)
  bytes.set(code, start)
  return bytes
}

/** `e_flags`: the ABI, where a machine had several. */
function flagsOf(machine: number): number {
  switch (machine) {
    case 40:
      return 0x05000000 // EABI version 5
    case 21:
      return 2 // ELFv2
    case 8:
      return 0x80000000 // MIPS64 release 2
    case 258:
      return 0x43 // LP64D
    default:
      return 0
  }
}
