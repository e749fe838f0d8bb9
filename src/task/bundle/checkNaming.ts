import type { Finding } from '../../core/finding.js'
import { taskNames } from '../name.js'
import type { DescriptorFacts } from './descriptorFacts.js'
import { imageNameOf } from './entryNames.js'
import { bundleFinding } from './finding.js'

/** What old engines look for where a descriptor says nothing. */
const defaultImageFile = 'image.tar'

/** Whether a descriptor and the name of the image's entry are of one Task. */
export function checkNaming(path: string, entry: string, facts: DescriptorFacts): Finding[] {
  const { namespace, version } = facts
  const names = namespace === undefined || version === undefined ? undefined : taskNames({ namespace, version })
  const at = { path, entry }
  const hyphen = `the namespace ${namespace ?? ''} has a -, at which the App Engine takes the version to begin: it keeps the image as ${imageNameOf(entry) ?? ''}`
  const other = `the image archive is of another Task than the descriptor, which names ${names?.archive ?? ''}`
  return [
    ...(namespace?.includes('-')
      ? [bundleFinding('warning', at, 'namespace-hyphen', hyphen, 'Choose a namespace without -.')]
      : []),
    ...(names && names.archive !== entry
      ? [bundleFinding('warning', at, 'image-mismatch', other, `Name it ${names.archive}, or use oci-pack bundle.`)]
      : []),
    ...checkImageFile(path, entry, facts),
  ]
}

function checkImageFile(path: string, entry: string, { imageFile }: DescriptorFacts): Finding[] {
  const wanted = (imageFile ?? defaultImageFile).replace(/^\/+/, '')
  if (wanted === entry) return []
  const message = `the App Engine 0.1.0 and the App Store look for the image as ${wanted}${imageFile === undefined ? ', since the descriptor does not name it' : ''}`
  const hint = `Set configuration.image.file to /${entry} in the descriptor, or use oci-pack bundle.`
  return [bundleFinding('warning', { path, entry }, 'image-file', message, hint)]
}
