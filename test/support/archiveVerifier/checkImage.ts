import { findFile } from './findFile.js'
import { isObject, objectIn, objectsIn, parseJson, textIn, textsIn } from '../../../src/oci/portable/json.js'
import type { ArchiveFacts } from './readArchive.js'
import type { PortableImage } from './report.js'

/** What a manifest says of an image. */
export interface ImageParts {
  /** Which manifest says so. */
  readonly where: string
  readonly names: readonly string[]
  /** The configuration's file. */
  readonly config: string
  /** The layers' files, lowest first. */
  readonly layers: readonly string[]
}

/** Checks an image's configuration and layers; undefined where there is no configuration to tell what it is. */
export function checkImage(archive: ArchiveFacts, parts: ImageParts, problems: string[]): PortableImage | undefined {
  const { where, names, layers } = parts
  const file = findFile(archive, parts.config)
  const config = file?.document && parseJson(file.document)
  if (!file || !isObject(config)) {
    problems.push(`${where}: the configuration ${parts.config} ${file ? 'is no JSON object' : 'is missing'}`)
    return undefined
  }
  const [os, architecture] = [textIn(config, 'os'), textIn(config, 'architecture')]
  if (!os || !architecture) problems.push(`${where}: the configuration names no platform`)
  const diffIds = textsIn(objectIn(config, 'rootfs'), 'diff_ids')
  if (diffIds.length !== layers.length) {
    problems.push(`${where}: ${layers.length} layers, but the configuration names ${diffIds.length}`)
  }
  layers.forEach((layer, i) =>
    problems.push(...checkLayer(archive, layer, diffIds[i]).map((fault) => `${where}: ${fault}`)),
  )
  const history = objectsIn(config, 'history')
  const steps = history.filter((step) => step['empty_layer'] !== true).length
  if (history.length > 0 && steps !== layers.length) {
    problems.push(`${where}: the history tells of ${steps} layers, but there are ${layers.length}`)
  }
  return {
    names,
    id: file.digest,
    os: os ?? '',
    architecture: architecture ?? '',
    layers: layers.length,
    files: { config: parts.config, layers },
  }
}

function checkLayer(archive: ArchiveFacts, name: string, diffId: string | undefined): string[] {
  const file = findFile(archive, name)
  if (!file) return [`the layer ${name} is missing`]
  if ('fault' in file.plain) return [`the layer ${name} cannot be inflated: ${file.plain.fault}`]
  if (diffId === undefined || file.plain.digest === diffId) return []
  return [`the layer ${name} has the DiffID ${file.plain.digest}, not ${diffId}`]
}
