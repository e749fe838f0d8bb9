import type { Finding } from '../../core/finding.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { taskNames } from '../name.js'
import { checkContainer } from './checkContainer.js'
import { checkEntries } from './checkEntries.js'
import { checkNaming } from './checkNaming.js'
import type { BundleContents } from './contents.js'
import { type DescriptorFacts, descriptorFacts } from './descriptorFacts.js'

/** A bundle that was judged, with what is in it to be judged further. */
export interface JudgedBundle {
  /** Of the bundle and of the image's archive (rules `bundle-*`, `archive-*`): not of the descriptor's own words, nor of how the image runs. */
  readonly findings: readonly Finding[]
  /** Named as findings name it: `bundle.zip: descriptor.yml`. */
  readonly descriptor?: { readonly name: string; readonly bytes: Uint8Array }
  /** The image's archive. */
  readonly image?: TarPlace
  readonly logo?: Uint8Array
}

/**
 * Judges a bundle as the App Engines do. @param checkImage checks the image's archive, which is to have the name that is given, where it is known
 * @throws what `checkImage` throws
 */
export async function judgeBundle(
  contents: BundleContents,
  checkImage: (archive: TarPlace, image: string | undefined) => Promise<Finding[]>,
): Promise<JudgedBundle> {
  const { path, entries } = contents
  const found = checkContainer(contents)
  if (entries.length === 0) return { findings: found }
  // Of several, the App Engine goes by the last.
  const last = (role: string) => entries.findLast((entry) => entry.role === role)
  const [descriptor, image, logo] = [last('descriptor'), last('image'), last('logo')]
  const facts = descriptor?.bytes ? await descriptorFacts(descriptor.bytes) : undefined
  const findings = [
    ...found,
    // What stands behind a damage is not known.
    ...(contents.fault ? [] : checkEntries(contents)),
    ...(image && facts ? checkNaming(path, image.name, facts) : []),
    ...(image?.image ? await checkImage(image.image, imageName(facts)) : []),
  ]
  return {
    findings,
    ...(descriptor?.bytes ? { descriptor: { name: `${path}: ${descriptor.name}`, bytes: descriptor.bytes } } : {}),
    ...(image?.image ? { image: image.image } : {}),
    ...(logo?.bytes ? { logo: logo.bytes } : {}),
  }
}

function imageName(facts: DescriptorFacts | undefined): string | undefined {
  if (facts?.namespace === undefined || facts.version === undefined) return undefined
  return taskNames({ namespace: facts.namespace, version: facts.version }).image
}
