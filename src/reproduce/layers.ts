import { textOfBytes } from '../core/bytes.js'
import type { Layer } from '../oci/image.js'
import type { TarHeader } from '../oci/tar/entry.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { IndexEntry, LayerIndex } from '../rootfs/layerIndex.js'
import type { Cause } from './causes/cause.js'
import { causeOf } from './causes/causeOf.js'
import { causeOfPlace } from './causes/places.js'
import { lineAt } from './causes/lines.js'
import { contentOf, firstDifference, sampleOf } from './contents.js'
import { type Aspect, compareEntries, type EntryPair } from './entries.js'
import type { FileDifference, StepDifference } from './report.js'

/** What reads layers. */
export interface LayerTools {
  readonly indexOf: (layer: Layer) => Promise<LayerIndex>
  readonly reader: ContentReader
  /** Of the later build, in seconds since 1970. */
  readonly now: number
  /** Of files that show no other one. */
  readonly otherwise?: Cause | undefined
}

/** As many files of a layer are looked at for causes, and told one by one. */
export const maxFiles = 1000

/** In which files two layers differ, in what, and why. @throws OciPackError `integrity`, `format`, `io` */
export async function compareLayers(
  first: Layer,
  second: Layer,
  tools: LayerTools,
): Promise<Pick<StepDifference, 'files' | 'count' | 'sameOrder'>> {
  const { different, sameSize, sameOrder } = compareEntries(await tools.indexOf(first), await tools.indexOf(second))
  const pairs = new Map(different.map((pair) => [pair.path, pair]))
  for (const pair of sameSize) {
    if (!pair.first || !pair.second) continue
    const [a, b] = [contentOf(pair.first, first), contentOf(pair.second, second)]
    if ((await firstDifference(a, b, pair.first.header.size, tools.reader)) === undefined) continue
    pairs.set(pair.path, { ...pair, aspects: ['content', ...pair.aspects] })
  }
  const told = [...pairs.values()].sort(byPath).slice(0, maxFiles)
  const files: FileDifference[] = []
  for (const pair of told) {
    const file = await described(pair, first, second, tools)
    files.push(file.cause || !tools.otherwise ? file : { ...file, cause: tools.otherwise })
  }
  return { files, count: pairs.size, sameOrder }
}

function byPath({ path: a }: EntryPair, { path: b }: EntryPair): number {
  return a < b ? -1 : 1
}

async function described(pair: EntryPair, a: Layer, b: Layer, tools: LayerTools): Promise<FileDifference> {
  const path = `/${textOfBytes(pair.path)}`
  const { first, second, aspects } = pair
  if (first && second && aspects.includes('content'))
    return { path, what: aspects, ...(await ofContents(path, [first, a], [second, b], tools)) }
  const cause = aspects.join() === 'time' ? otherTime : causeOfPlace(path)
  const known = cause ? { cause } : {}
  if (!first || !second) return { path, what: [first ? 'first' : 'second'], ...known }
  return {
    path,
    what: aspects,
    first: attributes(first.header, aspects),
    second: attributes(second.header, aspects),
    ...known,
  }
}

const otherTime: Cause = {
  id: 'file-time',
  why: 'its time alone is another',
  mend: 'Build for the same time: SOURCE_DATE_EPOCH or --timestamp SECONDS',
}

async function ofContents(
  path: string,
  [ours, a]: readonly [IndexEntry, Layer],
  [theirs, b]: readonly [IndexEntry, Layer],
  { reader, now }: LayerTools,
): Promise<Pick<FileDifference, 'first' | 'second' | 'cause'>> {
  const [one, other] = [contentOf(ours, a), contentOf(theirs, b)]
  const [size, otherSize] = [ours.header.size, theirs.header.size]
  const common = Math.min(size, otherSize)
  const place = (await firstDifference(one, other, common, reader)) ?? common
  const [first, second] = [await sampleOf(one, size, place, reader), await sampleOf(other, otherSize, place, reader)]
  const cause = causeOf({ path, place, first, second, now })
  const [line, otherLine] = [lineAt(first, place), lineAt(second, place)]
  const shown = (text: string, bytes: number): string =>
    isReadable(line.text, otherLine.text) ? text : `${bytes} bytes`
  return {
    first: shown(excerpt(line.text, line.column), size),
    second: shown(excerpt(otherLine.text, otherLine.column), otherSize),
    ...(cause && { cause }),
  }
}

/** Characters of a line that are shown before and behind what differs. */
const before = 60
const behind = 60

function excerpt(text: string, column: number): string {
  const from = Math.max(0, column - before)
  const to = Math.min(text.length, column + behind)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}

/** Whether lines are worth being shown: a few letters between other bytes are not. */
function isReadable(a: string, b: string): boolean {
  return a !== b && Math.max(a.length, b.length) >= 4 && !/\ufffd/.test(a + b)
}

function attributes(header: TarHeader, aspects: readonly Aspect[]): string {
  const { type, mode, uid, gid, mtime, linkPath, devMajor, devMinor } = header
  const told: Readonly<Record<Aspect, string>> = {
    kind: type,
    content: '',
    mode: mode.toString(8).padStart(4, '0'),
    owner: `${uid}:${gid}`,
    time: timeText(mtime),
    target: textOfBytes(linkPath),
    device: `${devMajor}:${devMinor}`,
    attributes: [...header.xattrs.keys()].map(textOfBytes).join(' ') || 'none',
  }
  return aspects.map((aspect) => told[aspect]).join(' ')
}

/** A time that no calendar holds is told as its number. */
function timeText(mtime: number): string {
  const date = new Date(mtime * 1000)
  return Number.isNaN(date.getTime()) ? `${mtime} s` : date.toISOString().replace('.000Z', 'Z')
}
