/** How a stream of bytes is compressed. */
export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'none'

/** As many first bytes as `sniff` needs to be sure. */
export const sniffLength = 10

/**
 * Tells by its first bytes how a stream is compressed; `none` for all else, a plain tar or nothing at all among it. gzip: RFC 1952 with
 * method 8; zstd: RFC 8878, a skippable frame may come first; xz: file format 1.2; bzip2: the magic of its first block or its end counts
 * too, since a tar may begin with a file named `BZh`.
 */
export function sniff(firstBytes: Uint8Array): Compression {
  const hex = Buffer.from(firstBytes.subarray(0, sniffLength)).toString('hex')
  return magics.find(([, magic]) => magic.test(hex))?.[0] ?? 'none'
}

const magics: readonly (readonly [Compression, RegExp])[] = [
  ['gzip', /^1f8b08/],
  ['zstd', /^(28b52ffd|5.2a4d18)/],
  ['xz', /^fd377a585a00/],
  ['bzip2', /^425a683[1-9](314159265359|177245385090)/],
]
