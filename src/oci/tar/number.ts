import { TarFault } from './fault.js'

/**
 * The number in a header's field: octal digits between spaces or NULs, or GNU's base-256 (the first bit set, then a two's complement
 * big-endian number). An empty field is 0. @throws TarFault for anything else, or what exceeds 2^53
 */
export function decodeNumberField(block: Buffer, at: number, length: number, name: string): number {
  const first = block[at] ?? 0
  const value = first & 0x80 ? base256(block, at, length) : octal(block, at, length)
  if (value === undefined) throw new TarFault(`its ${name} is not a number that fits`)
  return value
}

/** The number that octal digits between spaces or NULs spell; undefined if there is anything else. */
export function octal(block: Buffer, at: number, length: number): number | undefined {
  const end = at + length
  let i = at
  while (i < end && isBlank(block[i])) i++
  let value = 0
  for (; i < end; i++) {
    const digit = (block[i] ?? 0) - 0x30
    if (digit < 0 || digit > 7) break
    value = value * 8 + digit
  }
  return i < end && !isBlank(block[i]) ? undefined : value
}

function base256(block: Buffer, at: number, length: number): number | undefined {
  const first = block[at] ?? 0
  const negative = (first & 0x40) !== 0
  const flip = negative ? 0xff : 0
  let value = negative ? ~first & 0x3f : first & 0x3f
  for (let i = at + 1; i < at + length; i++) {
    value = value * 256 + ((block[i] ?? 0) ^ flip)
    if (value > Number.MAX_SAFE_INTEGER) return undefined
  }
  return negative ? -1 - value : value
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0
}
