import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { sha256 } from '../../core/hash.js'
import { formatPlatform, normalizePlatform } from '../../core/platform.js'
import type { HistoryDifference, NumberedStep } from '../../diff/config/history.js'
import type { Details } from '../../diff/content/details.js'
import { type ImageDifference, isDifferent, type LayerDifference } from '../../diff/difference.js'
import type { FileDifference } from '../../diff/files/difference.js'
import type { MadeLayer } from '../../diff/layers/alignLayers.js'
import { shortName } from '../images/choice.js'
import type { FoundImage } from '../images/withImage.js'
import { fileFacts, shownPath } from './fileFacts.js'
import type { DiffReport, FileReport, ImageFacts, LayerFacts, LayerPair, StepDifference, StepFacts } from './report.js'

/** A difference as it is handed out. */
export function reportOf(before: FoundImage, after: FoundImage, difference: ImageDifference<FileReport>): DiffReport {
  const sides = { before: imageFacts(before), after: imageFacts(after) }
  const { fields: config, configForm, files } = difference
  const history = difference.history.map(stepReport)
  const layers = difference.layers.map(layerReport)
  return { verdict: verdictOf(sides, difference), ...sides, config, configForm, history, files, layers }
}

function verdictOf(
  { before, after }: Pick<DiffReport, 'before' | 'after'>,
  difference: ImageDifference<FileReport>,
): DiffReport['verdict'] {
  if (isDifferent(difference)) return 'different'
  if (before.manifestDigest === after.manifestDigest) return 'same'
  return before.imageId === after.imageId ? 'stored-differently' : 'alike'
}

function imageFacts({ place, names, image, manifestDigest }: FoundImage): ImageFacts {
  const { config, configBytes, layers, annotations } = image
  return {
    place,
    names: names.map(shortName),
    imageId: sha256(configBytes),
    manifestDigest,
    platform: formatPlatform(normalizePlatform(config)),
    ...(config.created === undefined ? {} : { created: config.created }),
    annotations: annotations?.manifest ?? {},
    layers: layers.length,
  }
}

function stepReport({ change, before, after, fields }: HistoryDifference): StepDifference {
  return { change, ...(before && { before: stepFacts(before) }), ...(after && { after: stepFacts(after) }), fields }
}

function stepFacts({ number, step }: NumberedStep): StepFacts {
  const { created_by: createdBy, created, comment, author, empty_layer: emptyLayer = false } = step
  return {
    number,
    ...(createdBy !== undefined && { createdBy }),
    ...(created !== undefined && { created }),
    ...(comment !== undefined && { comment }),
    ...(author !== undefined && { author }),
    emptyLayer,
  }
}

function layerReport({ before, after, ...rest }: LayerDifference<FileReport>): LayerPair {
  const sides = { ...(before && { before: layerFacts(before) }), ...(after && { after: layerFacts(after) }) }
  const form = rest.form.map(({ path, ...more }) => ({
    ...more,
    ...(path === undefined ? {} : { path: shownPath(path) }),
  }))
  return { ...rest, ...sides, form }
}

function layerFacts({ number, layer, instruction }: MadeLayer): LayerFacts {
  const { digest, size } = layer.descriptor
  return { number, diffId: layer.diffId, digest, size, ...(instruction !== undefined && { instruction }) }
}

/** A file that differs as it is handed out, with how its contents do. @throws OciPackError `format`, `io` */
export async function fileReport(difference: FileDifference, details: Details): Promise<FileReport> {
  const { path, change } = difference
  const content = await details.of(difference)
  return {
    path: shownPath(path),
    ...bytesOf(path),
    change,
    aspects: change === 'changed' ? difference.aspects : [],
    ...(change !== 'added' && { before: fileFacts(difference.before) }),
    ...(change !== 'removed' && { after: fileFacts(difference.after) }),
    ...(content && { content }),
  }
}

/** The bytes of a path that is no text. */
function bytesOf(path: ByteString): Pick<FileReport, 'pathBytes'> {
  const bytes = Buffer.from(path, 'latin1')
  return Buffer.from(textOfBytes(path)).equals(bytes) ? {} : { pathBytes: bytes.toString('base64') }
}
