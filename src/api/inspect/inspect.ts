import { sha256 } from '../../core/hash.js'
import { formatPlatform, normalizePlatform } from '../../core/platform.js'
import { fileFigures, layerFigures } from '../../inspect/report.js'
import { stepsOf } from '../../inspect/steps.js'
import { type LayerPart, survey } from '../../inspect/survey.js'
import type { Image } from '../../oci/image.js'
import type { LayerReading } from '../../sources/layerReading.js'
import { shortName } from '../images/choice.js'
import { type FoundImage, type ImageOptions, withImage } from '../images/withImage.js'
import { layerParts } from './layerParts.js'
import type { InspectReport, LayerReport } from './report.js'

/** What `oci-pack inspect` takes. */
export interface InspectOptions extends ImageOptions {
  /** Whether the layers' headers are read; unless said, they are where nothing has to be fetched for it. */
  readonly files?: boolean | undefined
}

/**
 * Tells what an image is made of: in an archive, a layout or a bundle on this machine, or in a registry, which is asked for its documents alone
 * unless `files` says otherwise. @throws OciPackError
 */
export async function inspect(place: string, options: InspectOptions = {}): Promise<InspectReport> {
  return withImage(place, options, async (found) => {
    const parts = await partsOf(found.image, found.layers, options.files)
    return reportOf(found, parts)
  })
}

/** The layers with their headers, or none where one of them would have to be fetched. */
async function partsOf(image: Image, layers: LayerReading, files?: boolean): Promise<LayerPart[] | undefined> {
  if (files === false) return undefined
  if (files) return layerParts(image.layers, layers.index)
  const known = await layerParts(image.layers, layers.known)
  return known.length === image.layers.length ? known : undefined
}

function reportOf(found: FoundImage, parts: LayerPart[] | undefined): InspectReport {
  const { place, kind, image, names, manifestDigest } = found
  const { config } = image
  const platform = formatPlatform(normalizePlatform(config))
  const surveyed = parts && survey(parts)
  const figures = surveyed && layerFigures(surveyed)
  return {
    place,
    kind,
    names: names.map(shortName),
    imageId: sha256(image.configBytes),
    manifestDigest,
    platform,
    platforms: [...new Set([platform, ...found.platforms.map(formatPlatform)])].sort(),
    created: config.created,
    size: image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0),
    config: config.config ?? {},
    layers: layerReports(image).map((layer, i) => ({ ...layer, ...(figures?.[i] && { figures: figures[i] }) })),
    history: (config.history ?? []).map((step) => ({
      createdBy: step.created_by,
      emptyLayer: step.empty_layer ?? false,
    })),
    ...(surveyed && { files: fileFigures(surveyed) }),
  }
}

/** The layers with the steps that made them, by the image's documents alone. */
function layerReports({ layers, config }: Image): LayerReport[] {
  const makers = stepsOf(config.history ?? []).filter((step) => step.layer !== undefined)
  return layers.map(({ descriptor: { mediaType, digest, size }, diffId }, i) => {
    const { createdBy, instruction } = makers[i] ?? {}
    return { mediaType, digest, size, diffId, createdBy, instruction }
  })
}
