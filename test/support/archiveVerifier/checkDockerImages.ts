import { checkImage } from './checkImage.js'
import { findFile } from './findFile.js'
import { isObject, parseJson, textIn, textsIn } from '../../../src/oci/portable/json.js'
import type { ArchiveFacts } from './readArchive.js'
import type { PortableImage } from './report.js'

/** Checks the images that manifest.json names (Docker image spec 1.3). */
export function checkDockerImages(archive: ArchiveFacts, problems: string[]): PortableImage[] {
  const document = findFile(archive, 'manifest.json')?.document
  const entries = document && parseJson(document)
  if (!Array.isArray(entries)) {
    problems.push('manifest.json is no JSON list')
    return []
  }
  return entries.filter(isObject).flatMap((entry, i) => {
    const where = entries.length > 1 ? `manifest.json, image ${i + 1}` : 'manifest.json'
    const config = textIn(entry, 'Config')
    if (config !== undefined) {
      const parts = { where, config, names: textsIn(entry, 'RepoTags'), layers: textsIn(entry, 'Layers') }
      return checkImage(archive, parts, problems) ?? []
    }
    problems.push(`${where}: it names no configuration`)
    return []
  })
}
