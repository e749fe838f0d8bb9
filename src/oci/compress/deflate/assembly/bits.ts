/** Writes bits, the least one first (RFC 1951, 3.1.1). What is not written yet is fewer than 8 bits after each `flush`. */
let bits: u64 = 0
let count: u64 = 0
let place: usize = 0

export function startAt(begin: usize): void {
  bits = 0
  count = 0
  place = begin
}

/** Adds up to 48 bits; `flush` writes what is whole. */
export function put(value: u32, length: u32): void {
  bits |= (<u64>value) << count
  count += length
}

export function flush(): void {
  store<u64>(place, bits)
  place += <usize>(count >> 3)
  bits >>= count & ~7
  count &= 7
}

/** Fills the byte that is begun with zeros. @returns where the next one lies */
export function align(): usize {
  count = (count + 7) & ~7
  flush()
  return place
}

/** Goes on where bytes that were written without bits end. */
export function skipTo(end: usize): void {
  place = end
}

/** What others need who write many bits with values of their own. */
export function pending(): u64 {
  return bits
}

export function pendingCount(): u64 {
  return count
}

export function nextPlace(): usize {
  return place
}

export function resume(begin: usize, left: u64, length: u64): void {
  place = begin
  bits = left
  count = length
}
