import { isUtf8 } from 'node:buffer'
import type { Digest } from '../../core/digest.js'
import { Sha256 } from '../../core/hash.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { RegularFile } from '../../rootfs/node.js'
import type { Contents } from '../files/contents.js'
import { type HexRow, hexRegion, hexRows } from './hexDiff.js'
import { diffText, type Hunk } from './textDiff.js'

/** How two contents differ. */
export interface ContentDifference {
  /** The first byte that is another one, or that only one of them has, counted from 0. */
  readonly firstDifference: number
  readonly digests: readonly [before: Digest, after: Digest]
  /** Line by line, where both are texts. */
  readonly hunks?: readonly Hunk[]
  /** Why there are no lines. */
  readonly withoutLines?: 'binary' | 'large' | 'too-different'
  /** The bytes around the first difference, where they were asked for. */
  readonly hex?: readonly HexRow[]
}

/** What is to be told of contents that differ. */
export interface ContentDetail {
  /** Compare texts by lines. */
  readonly text: boolean
  /** Lines around each difference. */
  readonly context: number
  readonly hex: boolean
}

/** Larger texts are not compared by lines. */
export const maxTextSize = 1 << 20

/** How two files differ whose contents do. @throws OciPackError `format`, `io` */
export async function explainContent(
  before: RegularFile,
  after: RegularFile,
  contents: Contents,
  { text, context, hex }: ContentDetail,
): Promise<ContentDifference> {
  const firstDifference = (await contents.firstDifference(before, after)) ?? 0
  const digests = [
    await digestOf(contents, contents.before, before),
    await digestOf(contents, contents.after, after),
  ] as const
  const lines = text ? await linesOf(before, after, contents, context) : {}
  if (!hex) return { firstDifference, digests, ...lines }
  const { offset, length } = hexRegion(firstDifference)
  const a = await region(contents.before, before, offset, length)
  const b = await region(contents.after, after, offset, length)
  return { firstDifference, digests, ...lines, hex: hexRows(offset, a, b) }
}

async function linesOf(
  before: RegularFile,
  after: RegularFile,
  contents: Contents,
  context: number,
): Promise<Pick<ContentDifference, 'hunks' | 'withoutLines'>> {
  const sides = [
    { file: before, reader: contents.before },
    { file: after, reader: contents.after },
  ]
  const texts: string[] = []
  for (const { file, reader } of sides) {
    // What is large is still looked at: a reader wants to know of a program that it is none to be read.
    const bytes = await region(reader, file, 0, Math.min(file.size, maxTextSize))
    if (bytes.includes(0) || (file.size <= maxTextSize && !isUtf8(bytes))) return { withoutLines: 'binary' }
    texts.push(bytes.toString())
  }
  if (sides.some(({ file }) => file.size > maxTextSize)) return { withoutLines: 'large' }
  const hunks = diffText(texts[0] ?? '', texts[1] ?? '', context)
  return hunks ? { hunks } : { withoutLines: 'too-different' }
}

async function digestOf(contents: Contents, reader: ContentReader, { content, size }: RegularFile): Promise<Digest> {
  const hash = new Sha256()
  for await (const chunk of reader.stream(content, size)) {
    hash.update(chunk)
    await contents.breathe(chunk.byteLength)
  }
  return hash.digest()
}

async function region(reader: ContentReader, file: RegularFile, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, file.size - offset)))
  await reader.with(file.content, (read) => {
    read(bytes, offset)
  })
  return bytes
}
