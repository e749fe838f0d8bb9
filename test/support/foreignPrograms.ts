import { elfProgram } from '../../src/exec/foreign/elfProgram.js'
import { machineOf } from '../../src/exec/foreign/machines.js'

/** A static program for linux/arm64 that writes a text into a new file at `/made`, by three calls of the kernel. */
export function arm64Maker(text: string): Buffer {
  const machine = machineOf({ os: 'linux', architecture: 'arm64' })
  if (!machine || text.length > 1000) throw new Error('no such program')
  const path = Buffer.from('/made\0\0\0')
  const [pathAt, textAt] = [13 * 4, 13 * 4 + path.length]
  const code = Buffer.concat([
    instructions(
      0x92800c60, // mov x0, AT_FDCWD
      address(1 * 4, pathAt), // x1
      move(2, 0o101), // O_WRONLY | O_CREAT
      move(3, 0o644),
      move(8, 56), // openat
      trap,
      address(6 * 4, textAt), // x1
      move(2, text.length),
      move(8, 64), // write
      trap,
      move(0, 0),
      move(8, 93), // exit
      trap,
    ),
    path,
    Buffer.from(text),
  ])
  return elfProgram({ ...machine, exit42: code.toString('hex') })
}

const trap = 0xd4000001

function move(register: number, value: number): number {
  return 0xd2800000 + (value << 5) + register
}

/** The address of a place, for the instruction at another. */
function address(at: number, place: number): number {
  return 0x10000001 + (((place - at) >> 2) << 5)
}

function instructions(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4)
  words.forEach((word, i) => bytes.writeUInt32LE(word, i * 4))
  return bytes
}
