import { textOfBytes } from '../core/bytes.js'
import type { Aspect } from '../diff/files/aspects.js'
import { Contents } from '../diff/files/contents.js'
import { diffItems } from '../diff/files/diffItems.js'
import type { FileDifference } from '../diff/files/difference.js'
import { type Item, itemsOfLayer } from '../diff/files/item.js'
import { compareForms } from '../diff/form/compareForms.js'
import { layerForm } from '../diff/form/layerForm.js'
import type { Layer } from '../oci/image.js'
import type { LocatePlain } from '../rootfs/contentReader.js'
import type { LayerIndex } from '../rootfs/layerIndex.js'
import type { Cause } from './causes/cause.js'
import { causeOf } from './causes/causeOf.js'
import { lineAt } from './causes/lines.js'
import { causeOfPlace } from './causes/places.js'
import type { ReproducedFile, StepDifference } from './report.js'
import { type Sample, sampleOf } from './samples.js'

/** What reads layers, and what is known of their making. */
export interface LayerTools {
  readonly indexOf: (layer: Layer) => Promise<LayerIndex>
  readonly plain: LocatePlain
  readonly signal: AbortSignal
  /** Of the later build, in seconds since 1970. */
  readonly now: number
  /** Of files that show no other one. */
  readonly otherwise?: Cause | undefined
}

/** As many files of a layer are looked at for causes, and told one by one. */
export const maxFiles = 1000

/** In which files two layers differ, in what, and why. @throws OciPackError `integrity`, `format`, `io`, and the signal's reason */
export async function compareLayers(
  first: Layer,
  second: Layer,
  tools: LayerTools,
): Promise<Pick<StepDifference, 'files' | 'count' | 'form'>> {
  const { indexOf, plain, signal, otherwise } = tools
  const [a, b] = [await indexOf(first), await indexOf(second)]
  const contents = new Contents(plain, plain)
  try {
    const files: ReproducedFile[] = []
    let count = 0
    for await (const difference of diffItems(itemsOfLayer(a, first), itemsOfLayer(b, second), contents, { signal })) {
      if (++count > maxFiles) continue
      const file = await described(difference, contents, tools)
      files.push(file.cause || !otherwise ? file : { ...file, cause: otherwise })
    }
    if (count > 0) return { files, count, form: [] }
    const before = await layerForm({ layer: first, index: a, size: a.size }, contents.before)
    const after = await layerForm({ layer: second, index: b, size: b.size }, contents.after)
    return { files, count, form: [...new Set(compareForms(before, after).map(({ kind }) => kind))] }
  } finally {
    contents.close()
  }
}

async function described(difference: FileDifference, contents: Contents, { now }: LayerTools): Promise<ReproducedFile> {
  const path = `/${textOfBytes(difference.path)}`
  if (difference.change !== 'changed') return { path, what: [difference.change], ...known(causeOfPlace(path)) }
  const { aspects, before, after } = difference
  const [a, b] = [before.node, after.node]
  if (aspects.includes('content') && a.type === 'file' && b.type === 'file') {
    const place = (await contents.firstDifference(a, b)) ?? 0
    const first = await sampleOf(a.content, a.size, place, contents.before)
    const second = await sampleOf(b.content, b.size, place, contents.after)
    return {
      path,
      what: aspects,
      ...shownContents(first, second, place),
      ...known(causeOf({ path, place, first, second, now })),
    }
  }
  const cause = aspects.join() === 'times' ? otherTime : causeOfPlace(path)
  return {
    path,
    what: aspects,
    first: attributes(before, aspects),
    second: attributes(after, aspects),
    ...known(cause),
  }
}

function known(cause: Cause | undefined): Pick<ReproducedFile, 'cause'> {
  return cause ? { cause } : {}
}

const otherTime: Cause = {
  id: 'file-time',
  why: 'its time alone is another',
  mend: 'Build for the same time: SOURCE_DATE_EPOCH or --timestamp SECONDS',
}

/** The lines that differ, or how many bytes there are where no line is worth being shown. */
function shownContents(first: Sample, second: Sample, place: number): Pick<ReproducedFile, 'first' | 'second'> {
  const lines = [lineAt(first, place), lineAt(second, place)] as const
  const [{ text: a }, { text: b }] = lines
  const isReadable = a !== b && Math.max(a.length, b.length) >= 4 && !/\ufffd/.test(a + b)
  if (!isReadable) return { first: `${first.size} bytes`, second: `${second.size} bytes` }
  const [one, other] = lines.map(({ text, column }) => excerpt(text, column))
  return { first: one ?? '', second: other ?? '' }
}

/** Characters of a line that are shown before and behind what differs. */
const margin = 60

function excerpt(text: string, column: number): string {
  const from = Math.max(0, column - margin)
  const to = Math.min(text.length, column + margin)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}

/** What is told of a file in the ways in which it differs. */
function attributes({ node, link }: Item, aspects: readonly Aspect[]): string {
  const told: Readonly<Record<Aspect, () => string>> = {
    type: () => node.type,
    content: () => (node.type === 'file' ? `${node.size} bytes` : ''),
    target: () => ('target' in node ? textOfBytes(node.target) : ''),
    device: () => ('devMajor' in node ? `${node.devMajor}:${node.devMinor}` : ''),
    link: () => (link === undefined ? 'no other name' : `another name of /${textOfBytes(link)}`),
    mode: () => ('mode' in node ? node.mode.toString(8).padStart(4, '0') : ''),
    owner: () => ('uid' in node ? `${node.uid}:${node.gid}` : ''),
    xattrs: () => ('xattrs' in node ? [...node.xattrs.keys()].map(textOfBytes).join(' ') || 'none' : ''),
    times: () => ('mtime' in node ? timeText(node.mtime) : ''),
  }
  return aspects.map((aspect) => told[aspect]()).join(' ')
}

/** A time that no calendar holds is told as its number. */
function timeText(mtime: number): string {
  const date = new Date(mtime * 1000)
  return Number.isNaN(date.getTime()) ? `${mtime} s` : date.toISOString().replace('.000Z', 'Z')
}
