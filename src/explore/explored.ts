import { formatPlatform, normalizePlatform } from '../core/platform.js'
import { fileFigures, layerFigures } from '../inspect/report.js'
import { stepsOf } from '../inspect/steps.js'
import { type Survey, survey } from '../inspect/survey.js'
import type { ImageConfig } from '../oci/config.js'
import type { Layer } from '../oci/image.js'
import type { Node } from '../rootfs/node.js'
import type { ExploreData, Previewed } from './data.js'
import { fileTable } from './fileTable.js'
import type { Previews } from './previews.js'
import { type LayerContent, previewKey } from './readLayer.js'

/** An image whose layers were read. */
export interface ReadImage extends Pick<ExploreData, 'checks' | 'readers'> {
  readonly place: string
  readonly names: readonly string[]
  readonly imageId: string
  readonly config: ImageConfig
  /** The lowest first. */
  readonly layers: readonly { readonly layer: Layer; readonly content: LayerContent }[]
  readonly previews: Previews
}

/** As many files as are named of each kind. */
const named = 200

/** What the page shows of an image. @throws OciPackError `format` for a hard link to what is not there */
export function explored(image: ReadImage): ExploreData {
  const { place, names, imageId, config, checks, readers } = image
  const surveyed = survey(image.layers.map(({ layer, content }) => ({ layer, index: content })))
  const figures = layerFigures(surveyed)
  const { table, nodes } = fileTable(surveyed)
  return {
    place,
    names,
    imageId,
    platform: formatPlatform(normalizePlatform(config)),
    created: config.created,
    config: config.config ?? {},
    layers: surveyed.layers.flatMap(({ layer: { descriptor, diffId } }, i) => {
      const { digest, size } = descriptor
      return figures[i] ? [{ digest, diffId, size, ...figures[i] }] : []
    }),
    steps: stepsOf(config.history ?? []).map(({ instruction, layer }) => ({ instruction, layer })),
    files: table,
    figures: fileFigures(surveyed, named),
    previews: previewed(nodes, surveyed, image),
    checks,
    readers,
  }
}

function previewed(nodes: readonly Node[], surveyed: Survey, { layers, previews }: ReadImage): Previewed {
  const names = new Map(surveyed.layers.map(({ layer }, i) => [layer, layers[i]?.content.name ?? '']))
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
