import { lengthsOfCode, nextCodes, nodes, sorted } from './memory'
import { count } from './symbols'

/**
 * Makes a Huffman code of symbols that were counted, none of it longer than `longest` bits (RFC 1951, 3.2.2). One symbol alone gets one bit; those that were
 * not met get none.
 */
export function makeCode(counts: usize, symbols: u32, longest: u32, codes: usize): void {
  memory.fill(codes, 0, symbols << 2)
  const used = sort(counts, symbols)
  if (used == 0) return
  if (used == 1) {
    store<u32>(codes + (symbolAt(0) << 2), 1 << 16)
    return
  }
  findDepths(used)
  limitLengths(used, longest)
  assign(used, longest, codes)
  number(symbols, longest, codes)
}

/** Sorts the symbols that were met, the rarest first. @returns how many they are */
function sort(counts: usize, symbols: u32): u32 {
  let used: u32 = 0
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const times = load<u32>(counts + (symbol << 2))
    if (times != 0) store<u64>(sorted + (used++ << 3), ((<u64>times) << 16) | symbol)
  }
  // Shell's sort, by Ciura's gaps.
  for (let gap: u32 = 132; gap > 0; gap = nextGap(gap)) {
    for (let i = gap; i < used; i++) {
      const key = load<u64>(sorted + (i << 3))
      let at = i
      for (; at >= gap && load<u64>(sorted + ((at - gap) << 3)) > key; at -= gap)
        store<u64>(sorted + (at << 3), load<u64>(sorted + ((at - gap) << 3)))
      store<u64>(sorted + (at << 3), key)
    }
  }
  return used
}

function nextGap(gap: u32): u32 {
  if (gap == 132) return 57
  if (gap == 57) return 23
  if (gap == 23) return 10
  return gap == 10 ? 4 : gap == 4 ? 1 : 0
}

function symbolAt(i: u32): u32 {
  return (<u32>load<u64>(sorted + (i << 3))) & 0xffff
}

function node(i: i32): u32 {
  return load<u32>(nodes + (i << 2))
}

function setNode(i: i32, value: u32): void {
  store<u32>(nodes + (i << 2), value)
}

/** How deep each symbol lies in the tree, at its place in the order: in place, after Moffat and Katajainen (1995). */
function findDepths(used: u32): void {
  const last: i32 = used - 1
  for (let i: i32 = 0; i <= last; i++) setNode(i, <u32>(load<u64>(sorted + (i << 3)) >> 16))
  // Weights of inner nodes, which become their parents' places.
  let inner: i32 = 0
  let leaf: i32 = 0
  for (let next: i32 = 0; next < last; next++) {
    let weight: u32 = 0
    for (let child = 0; child < 2; child++) {
      if (leaf > last || (inner < next && node(inner) < node(leaf))) {
        weight += node(inner)
        setNode(inner++, next)
      } else weight += node(leaf++)
    }
    setNode(next, weight)
  }
  // Parents become depths.
  setNode(last - 1, 0)
  for (let i = last - 2; i >= 0; i--) setNode(i, node(node(i)) + 1)
  // Depths of inner nodes become those of leaves.
  let free: i32 = 1
  let depth: u32 = 0
  let next: i32 = last
  inner = last - 1
  while (free > 0) {
    let taken: i32 = 0
    for (; inner >= 0 && node(inner) == depth; inner--) taken++
    for (; free > taken; free--) setNode(next--, depth)
    free = 2 * taken
    depth++
  }
}

/** Counts how many symbols get codes of a length; those that would be longer are made shorter at the cost of others. */
function limitLengths(used: u32, longest: u32): void {
  memory.fill(lengthsOfCode, 0, 64 << 2)
  for (let i: u32 = 0; i < used; i++) count(lengthsOfCode, min<u32>(node(i), longest))
  // What the codes take of all there are, in units of the longest (Kraft's sum).
  let taken: u32 = 0
  for (let length: u32 = 1; length <= longest; length++)
    taken += load<u32>(lengthsOfCode + (length << 2)) << (longest - length)
  for (; taken > (<u32>1) << longest; taken--) {
    let length = longest - 1
    while (load<u32>(lengthsOfCode + (length << 2)) == 0) length--
    // One of these takes one of the longest beside it.
    add(length, -1)
    add(length + 1, 2)
    add(longest, -1)
  }
}

function add(length: u32, more: i32): void {
  const place = lengthsOfCode + (length << 2)
  store<u32>(place, load<u32>(place) + more)
}

/** Gives the rarest symbols the longest codes. */
function assign(used: u32, longest: u32, codes: usize): void {
  let i: u32 = 0
  for (let length = longest; i < used; length--)
    for (let left = load<u32>(lengthsOfCode + (length << 2)); left > 0; left--)
      store<u32>(codes + (symbolAt(i++) << 2), length << 16)
}

/** Numbers the codes of each length in the order of their symbols. */
function number(symbols: u32, longest: u32, codes: usize): void {
  let next: u32 = 0
  for (let length: u32 = 1; length <= longest; length++) {
    store<u32>(nextCodes + (length << 2), next)
    next = (next + load<u32>(lengthsOfCode + (length << 2))) << 1
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = load<u32>(codes + (symbol << 2)) >> 16
    if (length == 0) continue
    const place = nextCodes + (length << 2)
    store<u32>(codes + (symbol << 2), (length << 16) | reversed(load<u32>(place), length))
    store<u32>(place, load<u32>(place) + 1)
  }
}

/** Codes are written from their first bit on, all else from its last. */
function reversed(code: u32, length: u32): u32 {
  let result: u32 = 0
  for (; length > 0; length--) {
    result = (result << 1) | (code & 1)
    code >>= 1
  }
  return result
}
