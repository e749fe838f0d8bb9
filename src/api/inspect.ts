import { formatPlatform, normalizePlatform } from '../core/platform.js'
import { sha256 } from '../core/hash.js'
import type { History } from '../oci/config.js'
import type { Image } from '../oci/image.js'
import { openArchive } from '../sources/openArchive.js'
import { archiveChoice, shortName } from './images/choice.js'
import type { ImageChoice, InspectReport, LayerReport } from './options.js'

/** Tells what an archive or a layout on this machine holds, by its documents alone: no layer is read. @throws OciPackError */
export async function inspect(path: string, choice: ImageChoice = {}): Promise<InspectReport> {
  const { image, names, manifestDigest } = await openArchive(path, archiveChoice(choice))
  const { config } = image
  const history = config.history ?? []
  return {
    names: names.map(shortName),
    imageId: sha256(image.configBytes),
    manifestDigest,
    platform: formatPlatform(normalizePlatform(config)),
    created: config.created,
    size: image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0),
    config: config.config ?? {},
    layers: layersOf(image, history),
    history: history.map((step) => ({ createdBy: step.created_by, emptyLayer: step.empty_layer ?? false })),
  }
}

function layersOf({ layers }: Image, history: readonly History[]): LayerReport[] {
  const makers = history.filter((step) => !step.empty_layer)
  return layers.map(({ descriptor, diffId }, i) => ({ ...descriptor, diffId, createdBy: makers[i]?.created_by }))
}
