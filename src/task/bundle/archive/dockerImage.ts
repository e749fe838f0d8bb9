import { isObject, textIn, textsIn } from '../../../oci/portable/json.js'
import type { Finding } from '../../../core/finding.js'
import { archiveError, saveHint } from './finding.js'
import { type ArchiveCheck, checkCount, checkName, checkParts, nameHint, readJson } from './imageParts.js'

/** Checks an archive that the App Engine reads by manifest.json. */
export async function checkDockerImage(check: ArchiveCheck): Promise<Finding[]> {
  const { place, document } = check
  const images = await readJson(check, document)
  const image: unknown = Array.isArray(images) ? images[0] : undefined
  if (!isObject(image)) return [archiveError(place, 'manifest', 'manifest.json is no JSON list of images', saveHint)]
  const config = textIn(image, 'Config')
  if (config === undefined || !Array.isArray(image['Layers'])) {
    return [archiveError(place, 'manifest', 'manifest.json names no Config or no Layers', saveHint)]
  }
  const tags = textsIn(image, 'RepoTags')
  return [
    ...checkCount(check, Array.isArray(images) ? images.length : 0),
    ...(tags.length === 0 ? [untagged(check)] : checkName(check, tags)),
    ...(await checkParts(check, { config, layers: textsIn(image, 'Layers'), compresses: true })),
  ]
}

function untagged(check: ArchiveCheck): Finding {
  const message = 'manifest.json has no RepoTags: the image was saved by its id, and the App Engine needs a name'
  return archiveError(check.place, 'tags', message, nameHint(check))
}
