/**
 * Where in the memory of an encoder things lie, in bytes: it allocates nothing. What is static lies below `tables`.
 */
const tables: usize = 1 << 14

/** Bytes that a match may lie back (RFC 1951, section 2), and bytes of content that are deflated at a time. */
export const windowSize: usize = 1 << 15
export const mostContent: usize = 1 << 20

/** How many symbols there are of literals and lengths, of distances, and of lengths of codes, and how long their codes may be (RFC 1951, 3.2.5 to 3.2.7). */
export const literalSymbols: u32 = 286
export const distanceSymbols: u32 = 30
export const lengthSymbols: u32 = 19
export const longestCode: u32 = 15
export const longestLengthCode: u32 = 7

/** As many literals and matches make a block: its codes fit them the better the fewer they are, and cost the more. */
export const mostTokens: usize = 1 << 14

/** Frequencies of symbols, 32 bits each. */
export const literalCounts: usize = tables
export const distanceCounts: usize = literalCounts + 288 * 4
export const lengthCounts: usize = distanceCounts + 32 * 4
export const countsSize: usize = (288 + 32 + 32) * 4

/** Codes of symbols, 32 bits each: the code, as it is written, and from bit 16 on its length. */
export const literalCodes: usize = lengthCounts + 32 * 4
export const distanceCodes: usize = literalCodes + 288 * 4
export const lengthCodes: usize = distanceCodes + 32 * 4

/** By the length of a match, 32 bits each: its symbol less 257, from bit 8 on the number of extra bits, from bit 16 on these. */
export const lengthParts: usize = lengthCodes + 32 * 4
/** By the symbol less 257, 32 bits each: the number of extra bits. */
export const lengthExtras: usize = lengthParts + 260 * 4
/** By the symbol of a distance, 32 bits each: the least distance, and from bit 16 on the number of extra bits. */
export const distanceParts: usize = lengthExtras + 32 * 4
/** Symbols of distances less 1, a byte each: of those below 256, and of the others by what they are without their last 7 bits. */
export const distanceSymbolsOf: usize = distanceParts + 32 * 4

/** What a code is made with: symbols below their frequencies, 64 bits each; nodes of the tree, counts of lengths and next codes, 32 bits each. */
export const sorted: usize = distanceSymbolsOf + 512
export const nodes: usize = sorted + 288 * 8
export const lengthsOfCode: usize = nodes + 288 * 4
export const nextCodes: usize = lengthsOfCode + 64 * 4

/** The lengths of a block's codes, a byte each, and these as symbols with their extra bits, 16 bits each. */
export const codeLengths: usize = nextCodes + 64 * 4
export const codeRuns: usize = codeLengths + 320

/** Positions at which four bytes with a hash were seen last and before that, 32 bits each. */
export const hashBits: u32 = 14
export const positions: usize = 1 << 15
export const positionsSize: usize = (1 << hashBits) * 8

export const tokens: usize = positions + positionsSize

/** Content, with what precedes it before it; some bytes behind it can be read. */
export const content: usize = (1 << 18) + windowSize
/** What it is deflated to: never much more than it is, for what cannot be deflated is stored. */
export const deflated: usize = content + mostContent + (1 << 15)
