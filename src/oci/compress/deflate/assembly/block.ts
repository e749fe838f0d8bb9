import { align, flush, nextPlace, pending, pendingCount, put, resume, skipTo } from './bits'
import { makeCode } from './codes'
import {
  codeLengths,
  codeRuns,
  countsSize,
  distanceCodes,
  distanceCounts,
  distanceParts,
  distanceSymbols,
  lengthCodes,
  lengthCounts,
  lengthExtras,
  lengthParts,
  lengthSymbols,
  literalCodes,
  literalCounts,
  literalSymbols,
  longestCode,
  longestLengthCode,
  tokens,
} from './memory'
import { count, distanceSymbol } from './symbols'

const endOfBlock: u32 = 256
/** The order in which lengths of the code for lengths are written (RFC 1951, 3.2.7). */
const order: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])
const mostStored: u32 = 0xffff

/** A literal is its byte. Of a match: its length, and its distance less 1. */
export function matchToken(length: u32, less: u32): u32 {
  return 0x80000000 | (length << 16) | less
}

export function clearCounts(): void {
  memory.fill(literalCounts, 0, countsSize)
}

/** Writes a block of the tokens up to `end`, which stand for `size` bytes from `start` on and are counted; or these, where that is shorter (RFC 1951, 3.2.4, 3.2.7). */
export function writeBlock(end: usize, start: usize, size: u32): void {
  count(literalCounts, endOfBlock)
  makeCode(literalCounts, literalSymbols, longestCode, literalCodes)
  makeCode(distanceCounts, distanceSymbols, longestCode, distanceCodes)
  const literals = usedCodes(literalCodes, 257, literalSymbols)
  const distances = usedCodes(distanceCodes, 1, distanceSymbols)
  const runs = lengthRuns(literals, distances)
  makeCode(lengthCounts, lengthSymbols, longestLengthCode, lengthCodes)
  let lengths = lengthSymbols
  while (lengths > 4 && codeLength(lengthCodes, load<u8>(order + lengths - 1)) == 0) lengths--
  const pieces = (size + mostStored - 1) / mostStored
  if (((<u64>size) << 3) + pieces * 40 <= 17 + 3 * <u64>lengths + coded()) writeStored(start, size)
  else {
    put(0b100, 3)
    put(literals - 257, 5)
    put(distances - 1, 5)
    put(lengths - 4, 4)
    flush()
    for (let i: u32 = 0; i < lengths; i++) {
      put(codeLength(lengthCodes, load<u8>(order + i)), 3)
      flush()
    }
    for (let run = codeRuns; run < runs; run += 2) {
      const symbol: u32 = load<u8>(run)
      putCode(lengthCodes, symbol)
      put(load<u8>(run + 1), runExtra(symbol))
      flush()
    }
    writeTokens(end)
    putCode(literalCodes, endOfBlock)
    flush()
  }
  clearCounts()
}

/** An empty stored block, after which a byte begins: what follows can be put behind it (zlib's Z_SYNC_FLUSH). */
export function writeEmpty(): usize {
  writePiece(0, 0)
  return align()
}

function writeStored(start: usize, size: u32): void {
  while (size > 0) {
    const piece = min<u32>(size, mostStored)
    writePiece(start, piece)
    start += piece
    size -= piece
  }
}

function writePiece(start: usize, size: u32): void {
  put(0, 3)
  const place = align()
  store<u32>(place, size | ((size ^ 0xffff) << 16))
  memory.copy(place + 4, start, size)
  skipTo(place + 4 + size)
}

/** What there is most of, with bits in values of its own. */
function writeTokens(end: usize): void {
  let bits = pending()
  let length = pendingCount()
  let place = nextPlace()
  for (let at = tokens; at < end; at += 4) {
    const token = load<u32>(at)
    if (token < 256) {
      const code = load<u32>(literalCodes + (token << 2))
      bits |= (<u64>(code & 0xffff)) << length
      length += code >> 16
      if (length <= 48) continue
    } else {
      // At most 48 bits are coming.
      store<u64>(place, bits)
      place += <usize>(length >> 3)
      bits >>= length & ~7
      length &= 7
      const parts = load<u32>(lengthParts + (((token >> 16) & 0x1ff) << 2))
      const code = load<u32>(literalCodes + ((257 + (parts & 0xff)) << 2))
      bits |= (<u64>(code & 0xffff)) << length
      length += code >> 16
      bits |= (<u64>(parts >> 16)) << length
      length += (parts >> 8) & 0xff
      const less = token & 0x7fff
      const symbol = distanceSymbol(less)
      const distanceCode = load<u32>(distanceCodes + (symbol << 2))
      bits |= (<u64>(distanceCode & 0xffff)) << length
      length += distanceCode >> 16
      const distance = load<u32>(distanceParts + (symbol << 2))
      bits |= (<u64>(less + 1 - (distance & 0xffff))) << length
      length += distance >> 16
    }
    store<u64>(place, bits)
    place += <usize>(length >> 3)
    bits >>= length & ~7
    length &= 7
  }
  resume(place, bits, length)
}

function putCode(codes: usize, symbol: u32): void {
  const code = load<u32>(codes + (symbol << 2))
  put(code & 0xffff, code >> 16)
}

function codeLength(codes: usize, symbol: u32): u32 {
  return load<u32>(codes + (symbol << 2)) >> 16
}

/** How many codes are told: those behind the last that is used are left out. */
function usedCodes(codes: usize, least: u32, most: u32): u32 {
  while (most > least && codeLength(codes, most - 1) == 0) most--
  return most
}

/** Writes down the lengths of both codes as symbols, which are counted. @returns where they end */
function lengthRuns(literals: u32, distances: u32): usize {
  for (let i: u32 = 0; i < literals; i++) store<u8>(codeLengths + i, <u8>codeLength(literalCodes, i))
  for (let i: u32 = 0; i < distances; i++) store<u8>(codeLengths + literals + i, <u8>codeLength(distanceCodes, i))
  const all = literals + distances
  let end = codeRuns
  for (let i: u32 = 0; i < all;) {
    const length: u32 = load<u8>(codeLengths + i)
    let run: u32 = 1
    while (i + run < all && load<u8>(codeLengths + i + run) == length) run++
    i += run
    if (length != 0) {
      end = noteRun(end, length, 0)
      run--
    }
    const least: u32 = 3
    const most: u32 = length == 0 ? 138 : 6
    while (run >= least) {
      const part = min<u32>(run, most)
      if (length != 0) end = noteRun(end, 16, part - 3)
      else end = part < 11 ? noteRun(end, 17, part - 3) : noteRun(end, 18, part - 11)
      run -= part
    }
    for (; run > 0; run--) end = noteRun(end, length, 0)
  }
  return end
}

function noteRun(end: usize, symbol: u32, extra: u32): usize {
  count(lengthCounts, symbol)
  store<u8>(end, <u8>symbol)
  store<u8>(end + 1, <u8>extra)
  return end + 2
}

/** How many more bits follow a symbol of the code for lengths. */
function runExtra(symbol: u32): u32 {
  return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7
}

/** Bits of all that was counted. */
function coded(): u64 {
  let bits: u64 = 0
  for (let i: u32 = 0; i < lengthSymbols; i++)
    bits += times(lengthCounts, i) * (codeLength(lengthCodes, i) + runExtra(i))
  for (let i: u32 = 0; i <= endOfBlock; i++) bits += times(literalCounts, i) * codeLength(literalCodes, i)
  for (let i: u32 = 0; i < literalSymbols - 257; i++)
    bits += times(literalCounts, i + 257) * (codeLength(literalCodes, i + 257) + load<u32>(lengthExtras + (i << 2)))
  for (let i: u32 = 0; i < distanceSymbols; i++)
    bits += times(distanceCounts, i) * (codeLength(distanceCodes, i) + (load<u32>(distanceParts + (i << 2)) >> 16))
  return bits
}

function times(counts: usize, symbol: u32): u64 {
  return load<u32>(counts + (symbol << 2))
}
