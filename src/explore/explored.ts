import { type ByteString, textOfBytes } from '../core/bytes.js'
import { formatPlatform, normalizePlatform } from '../core/platform.js'
import { stepsOf } from '../inspect/steps.js'
import { type LayerSurvey, survey } from '../inspect/survey.js'
import type { ImageConfig } from '../oci/config.js'
import type { Layer } from '../oci/image.js'
import type { Node } from '../rootfs/node.js'
import type { Check, ExploreData, ExploredLayer, Previewed, WastedFile } from './data.js'
import { fileTable } from './fileTable.js'
import type { Previews } from './previews.js'
import { type LayerContent, previewKey } from './readLayer.js'

/** An image whose layers were read. */
export interface ReadImage {
  readonly place: string
  readonly names: readonly string[]
  readonly imageId: string
  readonly config: ImageConfig
  /** The lowest first. */
  readonly layers: readonly { readonly layer: Layer; readonly content: LayerContent }[]
  readonly previews: Previews
  readonly checks: readonly Check[]
}

/** As many wasted files as are told. */
const mostWasted = 500

/** What the page shows of an image. @throws OciPackError `format` for a hard link to what is not there */
export function explored(image: ReadImage): ExploreData {
  const { place, names, imageId, config, checks } = image
  const parts = image.layers.map(({ layer, content: { entries } }) => ({
    layer,
    index: { diffId: layer.diffId, size: 0, entries },
  }))
  const surveyed = survey(parts)
  const { table, nodes } = fileTable(surveyed)
  return {
    place,
    names,
    imageId,
    platform: formatPlatform(normalizePlatform(config)),
    created: config.created,
    config: config.config ?? {},
    layers: surveyed.layers.map(layerFacts),
    steps: stepsOf(config.history ?? []).map(({ instruction, layer }) => ({ instruction, layer })),
    files: table,
    waste: wastedFiles(surveyed.layers).slice(0, mostWasted),
    previews: previewed(nodes, image),
    checks,
  }
}

function layerFacts({ layer, changes, unpacked, hidden }: LayerSurvey): ExploredLayer {
  const count = (kind: string): number => changes.filter((change) => change.kind === kind).length
  return {
    digest: layer.descriptor.digest,
    diffId: layer.diffId,
    size: layer.descriptor.size,
    unpacked,
    hidden,
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
  }
}

/** The files that a later layer replaces or removes, the largest first. */
function wastedFiles(layers: readonly LayerSurvey[]): WastedFile[] {
  const numbers = new Map(layers.map(({ layer }, number) => [layer, number]))
  const wasted: WastedFile[] = []
  for (const [by, { changes }] of layers.entries()) {
    for (const change of changes) {
      if (change.kind === 'added' || change.before.type !== 'file' || change.before.size === 0) continue
      const { content, size } = change.before
      const layer = content.from === 'layer' ? numbers.get(content.layer) : undefined
      if (layer !== undefined) wasted.push({ path: shownPath(change.path), size, layer, by, how: change.kind })
    }
  }
  return wasted.sort((a, b) => b.size - a.size)
}

function shownPath(path: ByteString): string {
  return `/${textOfBytes(path)}`
}

function previewed(nodes: readonly Node[], { layers, previews }: ReadImage): Previewed {
  const names = new Map(layers.map(({ layer, content }) => [layer, content.name]))
  const keys = new Map<string, number>()
  for (const [number, node] of nodes.entries()) {
    if (node.type !== 'file' || node.content.from !== 'layer') continue
    const key = previewKey(names.get(node.content.layer) ?? '', node.content.offset)
    if (!keys.has(key)) keys.set(key, number)
  }
  const chosen = previews.chosen(new Set(keys.keys()))
  const text: Record<number, string> = {}
  const cut: number[] = []
  for (const [key, preview] of chosen.previews) {
    const number = keys.get(key)
    if (number === undefined) continue
    text[number] = preview.text
    if (!preview.whole) cut.push(number)
  }
  return { text, cut, leftOut: chosen.leftOut }
}
