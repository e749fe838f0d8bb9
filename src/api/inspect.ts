import { formatPlatform, normalizePlatform, parsePlatform } from '../core/platform.js'
import { sha256 } from '../core/hash.js'
import type { History } from '../oci/config.js'
import type { Image } from '../oci/image.js'
import { manifestOf } from '../oci/mutate.js'
import { familiarReference, parseReference } from '../oci/reference.js'
import { openArchive } from '../sources/openArchive.js'
import type { ImageChoice, InspectReport, LayerReport } from './options.js'

/** Tells what an archive or a layout on this machine holds, by its documents alone: no layer is read. @throws OciPackError */
export async function inspect(path: string, choice: ImageChoice = {}): Promise<InspectReport> {
  const { image, names } = await openArchive(path, archiveChoice(choice))
  const { config } = image
  const history = config.history ?? []
  return {
    names: names.map(shortName),
    imageId: sha256(image.configBytes),
    manifestDigest: manifestOf(image).digest,
    platform: formatPlatform(normalizePlatform(config)),
    created: config.created,
    size: image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0),
    config: config.config ?? {},
    layers: layersOf(image, history),
    history: history.map((step) => ({ createdBy: step.created_by, emptyLayer: step.empty_layer ?? false })),
  }
}

/** A name as Docker shows it: without the registry where that is Docker Hub. A layout's mere tag stays as it is. */
export function shortName(name: string): string {
  return name.startsWith('docker.io/') ? familiarReference(parseReference(name)) : name
}

/** A choice among an archive's images, as its reader takes it. */
export function archiveChoice({ name, platform }: ImageChoice): Parameters<typeof openArchive>[1] {
  return {
    ...(name === undefined ? {} : { name }),
    ...(platform === undefined ? {} : { platform: parsePlatform(platform) }),
  }
}

function layersOf({ layers }: Image, history: readonly History[]): LayerReport[] {
  const makers = history.filter((step) => !step.empty_layer)
  return layers.map(({ descriptor, diffId }, i) => ({ ...descriptor, diffId, createdBy: makers[i]?.created_by }))
}
