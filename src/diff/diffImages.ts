import { settled } from '../core/settled.js'
import type { LayerPart } from '../inspect/survey.js'
import type { Image, Layer } from '../oci/image.js'
import type { LayerReading } from '../sources/layerReading.js'
import { diffFields, type FieldDifference, type Json } from './config/fields.js'
import { diffHistory, type HistoryDifference } from './config/history.js'
import type { ImageDifference, LayerDifference } from './difference.js'
import type { Contents, Stretch } from './files/contents.js'
import type { FileDifference } from './files/difference.js'
import { diffItems, type FileRules } from './files/diffItems.js'
import { type Item, itemsOfLayer } from './files/item.js'
import { compareForms, type FormDifference } from './form/compareForms.js'
import { layerForm, type SizedLayer } from './form/layerForm.js'
import { plainSize } from './form/plainSize.js'
import { storageOf } from './form/storage.js'
import type { Aligned } from './align.js'
import { alignLayers, type MadeLayer, madeLayers } from './layers/alignLayers.js'
import { mergedFiles } from './layers/mergedFiles.js'
import { concernsPath, followsFrom, ignoredAspects, type Ignorable, type ImageRules } from './rules.js'

/** An image and how its layers are read. */
export interface ReadableImage {
  readonly image: Image
  readonly reading: LayerReading
  /** Whether its layers have to be fetched from afar. */
  readonly remote: boolean
}

/** Two images, the reader of both's contents, and what counts. */
export interface Comparison<File> {
  readonly before: ReadableImage
  readonly after: ReadableImage
  readonly contents: Contents
  readonly rules: ImageRules
  /** Makes of a difference what is kept of it: of many files, all that they are would be too much. */
  readonly told: (difference: FileDifference) => Promise<File>
}

/**
 * What two images have not alike: settings, steps of their making, files, layers. Layers that both have are opened only where a difference hangs
 * on what is in them, and are taken for what their DiffIDs say. @throws OciPackError `format`, `integrity`, `registry`, `io`, and the signal's reason
 */
export async function diffImages<File>(comparison: Comparison<File>): Promise<ImageDifference<File>> {
  const { ignored, paths } = comparison.rules
  const counts = (name: Ignorable): boolean => paths.length === 0 && !ignored.has(name)
  const [a, b] = [comparison.before.image, comparison.after.image]
  const fields = diffFields(configOf(a), configOf(b))
  const history = diffHistory(a.config.history ?? [], b.config.history ?? [])
  const sameLayers = sharedCount(a, b) === Math.max(a.layers.length, b.layers.length)
  const saysTheSame = fields.length === 0 && history.length === 0 && sameLayers
  return {
    fields: counts('config') ? fields.filter((field) => !ignored.has('times') || !isTime(field)) : [],
    history: counts('history') ? history.flatMap((step) => (ignored.has('times') ? withoutTime(step) : [step])) : [],
    configForm: counts('form') && saysTheSame && Buffer.compare(a.configBytes, b.configBytes) !== 0,
    files: sameLayers ? [] : await imageFiles(comparison),
    layers: counts('layers') ? await layersOf(comparison) : [],
  }
}

/** What was parsed once already, when the image was opened. */
function configOf({ configBytes }: Image): Json {
  return JSON.parse(Buffer.from(configBytes).toString()) as Json
}

function isTime({ field }: FieldDifference): boolean {
  return field.length === 1 && field[0] === 'created'
}

function withoutTime(step: HistoryDifference): HistoryDifference[] {
  const fields = step.fields.filter((field) => field !== 'created')
  return step.change === 'changed' && fields.length === 0 ? [] : [{ ...step, fields }]
}

/** How many of their lowest layers both have. */
function sharedCount(a: Image, b: Image): number {
  const at = a.layers.findIndex(({ diffId }, i) => diffId !== b.layers[i]?.diffId)
  return at < 0 ? a.layers.length : at
}

async function imageFiles<File>(comparison: Comparison<File>): Promise<File[]> {
  const { before, after, rules } = comparison
  const shared = sharedCount(before.image, after.image)
  const [own, others] = await settled([opened(before, shared, rules), opened(after, shared, rules)])
  const nearer = before.remote ? after : before
  const base = (): Promise<LayerPart[]> => indexed(nearer, nearer.image.layers.slice(0, shared), rules)
  const [a, b] = await mergedFiles(own, others, shared, base)
  return gathered(a, b, comparison)
}

async function layersOf<File>(comparison: Comparison<File>): Promise<LayerDifference<File>[]> {
  const { before, after } = comparison
  const found: LayerDifference<File>[] = []
  for (const pair of alignLayers(madeLayers(before.image), madeLayers(after.image))) {
    found.push(await layerDifference(pair, comparison))
  }
  return found
}

async function layerDifference<File>(
  [a, b]: Aligned<MadeLayer>,
  comparison: Comparison<File>,
): Promise<LayerDifference<File>> {
  const { before, after } = comparison
  if (!b) return { change: 'removed', before: a, files: [], form: [] }
  if (!a) return { change: 'added', after: b, files: [], form: [] }
  const pair = { before: a, after: b, files: [], form: [] }
  if (a.layer.diffId !== b.layer.diffId) return { ...pair, change: 'changed', ...(await insides(a, b, comparison)) }
  if (a.layer.descriptor.digest === b.layer.descriptor.digest) return { ...pair, change: 'same' }
  return {
    ...pair,
    change: 'same',
    storage: [await storageOf(a.layer, before.remote), await storageOf(b.layer, after.remote)],
  }
}

async function insides<File>(
  { layer: a }: MadeLayer,
  { layer: b }: MadeLayer,
  comparison: Comparison<File>,
): Promise<Pick<LayerDifference<File>, 'files' | 'form'>> {
  const { before, after, contents, rules } = comparison
  const [left, right] = await settled([open(before, a, rules), open(after, b, rules)])
  const files = await gathered(itemsOfLayer(left.index, a), itemsOfLayer(right.index, b), comparison)
  if (files.length > 0 || rules.ignored.has('form')) return { files, form: [] }
  const sized = [
    { ...left, size: await plainSize(a, before.reading) },
    { ...right, size: await plainSize(b, after.reading) },
  ] as const
  return { files, form: await formDifferences(...sized, contents, rules) }
}

/** Why layers of the same files have other bytes. What is ignored of files makes other headers, which are ignored with it. */
async function formDifferences(
  a: SizedLayer,
  b: SizedLayer,
  contents: Contents,
  { ignored }: ImageRules,
): Promise<FormDifference[]> {
  const before = await layerForm(a, contents.before)
  const after = await layerForm(b, contents.after)
  const found = compareForms(before, after)
  if (ignoredAspects(ignored).size > 0) return found.filter(({ kind }) => !followsFrom(ignored, kind))
  if (found.length > 0) return found
  const first = await contents.firstDifference(wholeTar(a), wholeTar(b))
  return first === undefined ? [] : [{ kind: 'bytes', count: 1, before: `byte ${first}`, after: `byte ${first}` }]
}

function wholeTar({ layer, size }: SizedLayer): Stretch {
  return { size, content: { from: 'layer', layer, offset: 0 } }
}

async function gathered<File>(
  before: readonly Item[],
  after: readonly Item[],
  { contents, rules: { ignored, paths, signal }, told }: Comparison<File>,
): Promise<File[]> {
  const rules: FileRules = { ignored: ignoredAspects(ignored), concerns: concernsPath(paths), signal }
  const found: File[] = []
  for await (const difference of diffItems(before, after, contents, rules)) found.push(await told(difference))
  return found
}

/** The layers of an image from one on, ready to have their contents read. */
async function opened(image: ReadableImage, from: number, rules: ImageRules): Promise<LayerPart[]> {
  const found: LayerPart[] = []
  for (const layer of image.image.layers.slice(from)) found.push(await open(image, layer, rules))
  return found
}

/** A compressed layer is inflated first, and indexed on the way. */
async function open({ reading }: ReadableImage, layer: Layer, rules: ImageRules): Promise<LayerPart> {
  rules.signal?.throwIfAborted()
  await reading.plain(layer)
  return { layer, index: await reading.index(layer) }
}

async function indexed(image: ReadableImage, layers: readonly Layer[], rules: ImageRules): Promise<LayerPart[]> {
  const found: LayerPart[] = []
  for (const layer of layers) {
    rules.signal?.throwIfAborted()
    found.push({ layer, index: await image.reading.index(layer) })
  }
  return found
}
