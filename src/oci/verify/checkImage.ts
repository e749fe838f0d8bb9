import { type JsonObject, objectIn, objectsIn, textIn, textsIn } from '../portable/json.js'
import { checkLayer } from './checkLayer.js'
import type { TreeChecks } from './contents/treeChecks.js'
import type { ArchiveFacts, BlobFacts, ImageFacts, Part } from './facts.js'
import { finding, type FindingPlace, type ImageFinding, type LayerPlace } from './finding.js'
import { blobOf, hasDigest, isChecked, isConfigType } from './layerState.js'

/**
 * What is to be said of one image: of its documents first, then of its layers, the lowest first. `trees` are those of all images of the archive.
 * @throws OciPackError `unsupported` for more files than are looked at
 */
export function checkImage(facts: ArchiveFacts, image: ImageFacts, trees: TreeChecks): ImageFinding[] {
  const contents = image.layers.map((layer) => blobOf(facts, layer)?.contents)
  const met = trees.of(contents.map((layer) => layer?.entries ?? []))
  const diffIds = diffIdsOf(image.json)
  const makers = makersOf(image)
  const layers = image.layers.flatMap((layer, i) => {
    const blob = blobOf(facts, layer)
    const place = { file: `${facts.path}: ${layer.name}`, layer: layerPlace(i, blob, makers[i]) }
    return [
      ...checkPart(facts, layer, place),
      ...checkLayer(layer, blob, diffIds[i], place),
      ...(met[i]?.findings(place) ?? []),
    ]
  })
  return [...checkManifest(facts, image), ...checkConfig(facts, image), ...layers]
}

/** The DiffIDs that a configuration names. */
export function diffIdsOf(json: JsonObject | undefined): readonly string[] {
  return json ? textsIn(objectIn(json, 'rootfs'), 'diff_ids') : []
}

/** As many layers as a configuration's history tells of; undefined where it has none. */
export function historySteps(json: JsonObject | undefined): number | undefined {
  const history = json ? objectsIn(json, 'history') : []
  return history.length === 0 ? undefined : history.filter((step) => step['empty_layer'] !== true).length
}

/** The instructions that made an image's layers, where the history tells of as many. */
function makersOf({ layers, json }: ImageFacts): readonly JsonObject[] {
  const steps = json ? objectsIn(json, 'history').filter((step) => step['empty_layer'] !== true) : []
  return steps.length === layers.length ? steps : []
}

/** Where a finding about the layer `i` of an image is. */
function layerPlace(i: number, blob: BlobFacts | undefined, maker: JsonObject = {}): LayerPlace {
  const createdBy = textIn(maker, 'created_by')
  return {
    number: i + 1,
    ...(blob ? { digest: blob.digest } : {}),
    ...(createdBy === undefined ? {} : { createdBy }),
  }
}

function checkManifest(facts: ArchiveFacts, { manifest }: ImageFacts): ImageFinding[] {
  return manifest ? checkPart(facts, manifest, { file: `${facts.path}: ${manifest.name}` }) : []
}

function checkConfig(facts: ArchiveFacts, { config, json, layers }: ImageFacts): ImageFinding[] {
  const place = { file: `${facts.path}: ${config.name}` }
  const found = checkPart(facts, config, place)
  const { descriptor, member } = config
  if (descriptor && !isConfigType(descriptor.mediaType))
    found.push(
      finding(
        'config-media-type',
        place,
        `the configuration's media type ${JSON.stringify(descriptor.mediaType)} is not a container image's`,
      ),
    )
  if (!json) return member ? [...found, finding('document-form', place, 'the configuration is no JSON object')] : found
  if (!textIn(json, 'os') || !textIn(json, 'architecture')) found.push(finding('config-platform', place))
  const count = `the image has ${layers.length}`
  const diffIds = diffIdsOf(json)
  if (diffIds.length !== layers.length)
    found.push(finding('config-layers', place, `the configuration names ${diffIds.length} layers, but ${count}`))
  const steps = historySteps(json)
  if (steps !== undefined && steps !== layers.length)
    found.push(finding('config-history', place, `the history tells of ${steps} layers, but ${count}`))
  return found
}

/** Whether a part is there and is what is said of it. */
function checkPart(facts: ArchiveFacts, part: Part, place: FindingPlace): ImageFinding[] {
  const { name, descriptor, member } = part
  if (!member) return [finding('blob-missing', place, `${name} is missing`)]
  const blob = blobOf(facts, part)
  // Its archive ends before it does, which has been told.
  if (!blob) return []
  const found: ImageFinding[] = []
  if (descriptor && !isChecked(descriptor.digest))
    found.push(
      finding(
        'blob-digest',
        place,
        `the digest ${descriptor.digest} is none of SHA-256, the only ones that are checked here`,
      ),
    )
  else if (!hasDigest(part, blob))
    found.push(
      finding('blob-digest', place, `${name} is not what it should be: its bytes have the digest ${blob.digest}`),
    )
  if (descriptor?.size !== undefined && descriptor.size !== blob.size)
    found.push(finding('blob-size', place, `${name} has ${blob.size} bytes where ${descriptor.size} are said`))
  return found
}
