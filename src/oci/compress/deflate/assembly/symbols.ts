import { distanceParts, distanceSymbols, distanceSymbolsOf, lengthExtras, lengthParts, literalSymbols } from './memory'

/** Fills the tables of lengths and distances (RFC 1951, 3.2.5). */
export function makeTables(): void {
  let length: u32 = 3
  for (let symbol: u32 = 0; symbol < literalSymbols - 257; symbol++) {
    const isLast = symbol == 28
    if (isLast) length = 258
    const extra: u32 = symbol < 8 || isLast ? 0 : (symbol >> 2) - 1
    store<u32>(lengthExtras + (symbol << 2), extra)
    for (let i: u32 = 0; i < (<u32>1) << extra; i++)
      store<u32>(lengthParts + ((length + i) << 2), symbol | (extra << 8) | (i << 16))
    length += (<u32>1) << extra
  }
  let distance: u32 = 1
  for (let symbol: u32 = 0; symbol < distanceSymbols; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol >> 1) - 1
    store<u32>(distanceParts + (symbol << 2), distance | (extra << 16))
    for (let i: u32 = 0; i < (<u32>1) << extra; i++) {
      const less = distance + i - 1
      store<u8>(distancePlace(less), <u8>symbol)
    }
    distance += (<u32>1) << extra
  }
}

/** The symbol of a distance less 1. */
export function distanceSymbol(less: u32): u32 {
  return load<u8>(distancePlace(less))
}

/** Adds to one of the 32-bit numbers of a table. */
export function count(table: usize, symbol: u32): void {
  const place = table + (symbol << 2)
  store<u32>(place, load<u32>(place) + 1)
}

function distancePlace(less: u32): usize {
  return distanceSymbolsOf + (<usize>less < 256 ? <usize>less : 256 + <usize>(less >> 7))
}
