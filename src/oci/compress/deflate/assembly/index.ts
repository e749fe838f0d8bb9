import { startAt } from './bits'
import { clearCounts, matchToken, writeBlock, writeEmpty } from './block'
import {
  content,
  deflated,
  distanceCounts,
  hashBits,
  lengthParts,
  literalCounts,
  mostTokens,
  positions,
  positionsSize,
  tokens,
  windowSize,
} from './memory'
import { count, distanceSymbol, makeTables } from './symbols'

const longestMatch: usize = 258
/** Behind a match, at so many of its last bytes it is noted that they were met. */
const noted: usize = 4
/** After so many steps without a match, as a power of two, steps are a byte longer: what cannot be deflated is not looked at so closely. */
const patience: u32 = 6
/** The last bytes are not looked up: so many may be read at once. */
const margin: usize = 16

const endOfTokens: usize = tokens + (mostTokens << 2)

let nextToken: usize = tokens
let blockStart: usize = content

makeTables()

/** Where content is put, with what precedes it before it. */
export function contentPlace(): usize {
  return content
}

/** Where it lies when it was deflated. */
export function deflatedPlace(): usize {
  return deflated
}

/**
 * Deflates content (RFC 1951) into blocks of which none is the last, so that the next piece can be put behind it. It may refer to the `before` bytes that
 * precede it. @returns how many bytes there are at `deflatedPlace`
 */
export function deflate(size: u32, before: u32): u32 {
  const first = content - before
  const end = content + size
  const limit = <usize>size > margin ? end - margin : content
  startAt(deflated)
  clearCounts()
  nextToken = tokens
  blockStart = content
  memory.fill(positions, 0, positionsSize)
  for (let at = first; at + 4 <= content; at++) note(at)

  let literal = content
  let step: u32 = 1 << patience
  for (let at = content; at < limit;) {
    const four = load<u32>(at)
    const slot = slotOf(four)
    const last: usize = load<u32>(slot)
    const former: usize = load<u32>(slot + 4)
    store<u32>(slot + 4, <u32>last)
    store<u32>(slot, <u32>at)
    // What is not there yet is at 0.
    const lowest = max<usize>(first, at - windowSize)
    const most = min<usize>(longestMatch, end - at)
    let length: usize = 0
    let from = last
    if (last >= lowest && load<u32>(last) == four) length = matchLength(at, last, most)
    if (former >= lowest && load<u32>(former) == four) {
      const other = matchLength(at, former, most)
      if (other > length) {
        length = other
        from = former
      }
    }
    if (length == 0) {
      at += step++ >> patience
      continue
    }
    step = 1 << patience
    while (at > literal && from > first && length < longestMatch && load<u8>(at - 1) == load<u8>(from - 1)) {
      at--
      from--
      length++
    }
    if (literal < at) addLiterals(literal, at)
    addMatch(<u32>length, <u32>(at - from) - 1)
    const next = at + length
    if (next < limit) for (let inside = max(at + 1, next - noted); inside < next; inside++) note(inside)
    literal = at = next
    if (nextToken >= endOfTokens) endBlock(next)
  }
  addLiterals(literal, end)
  if (blockStart < end) endBlock(end)
  return <u32>(writeEmpty() - deflated)
}

function slotOf(four: u32): usize {
  return positions + <usize>(((four * 0x9e3779b1) >> (32 - hashBits)) << 3)
}

/** Remembers which four bytes lie somewhere. */
function note(at: usize): void {
  const slot = slotOf(load<u32>(at))
  store<u32>(slot + 4, load<u32>(slot))
  store<u32>(slot, <u32>at)
}

/** How many bytes are the same at two places, of which the first four are known to be. */
function matchLength(at: usize, from: usize, most: usize): usize {
  let length: usize = 4
  for (; length + 8 <= most; length += 8) {
    const other = load<u64>(at + length) ^ load<u64>(from + length)
    if (other != 0) return length + <usize>(ctz(other) >> 3)
  }
  while (length < most && load<u8>(at + length) == load<u8>(from + length)) length++
  return length
}

function addLiterals(from: usize, to: usize): void {
  while (from < to) {
    const last = min(to, from + ((endOfTokens - nextToken) >> 2))
    let token = nextToken
    for (; from < last; from++) {
      const byte: u32 = load<u8>(from)
      const counted = literalCounts + (byte << 2)
      store<u32>(counted, load<u32>(counted) + 1)
      store<u32>(token, byte)
      token += 4
    }
    nextToken = token
    if (nextToken >= endOfTokens) endBlock(from)
  }
}

function addMatch(length: u32, less: u32): void {
  count(literalCounts, 257 + (load<u32>(lengthParts + (length << 2)) & 0xff))
  count(distanceCounts, distanceSymbol(less))
  addToken(matchToken(length, less))
}

function addToken(token: u32): void {
  store<u32>(nextToken, token)
  nextToken += 4
}

function endBlock(at: usize): void {
  writeBlock(nextToken, blockStart, <u32>(at - blockStart))
  blockStart = at
  nextToken = tokens
}
