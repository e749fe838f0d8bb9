import type { TarPlace } from '../../sources/tarFiles.js'
import type { Finding } from '../../core/finding.js'
import { taskNames } from '../name.js'
import { checkImageTar } from './archive/checkImageTar.js'
import { checkContainer } from './checkContainer.js'
import { checkEntries } from './checkEntries.js'
import { checkNaming } from './checkNaming.js'
import { type BundleContents, readContents } from './contents.js'
import { type DescriptorFacts, descriptorFacts } from './descriptorFacts.js'

/** A bundle that was judged, with what is in it to be judged further. */
export interface InspectedBundle {
  /** Of the bundle and of the image's archive (rules `bundle-*`, `archive-*`): not of the descriptor's own words, nor of how the image runs. */
  readonly findings: readonly Finding[]
  /** Named as findings name it: `bundle.zip: descriptor.yml`. */
  readonly descriptor?: { readonly name: string; readonly bytes: Uint8Array }
  /** The image's archive, to be opened like a file until the bundle is closed. */
  readonly image?: TarPlace
  readonly logo?: Uint8Array
  /** Removes what had to be unpacked. */
  readonly close: () => Promise<void>
}

const never = new AbortController().signal

/** Judges a bundle as the App Engines do. Whoever calls it closes it. @throws OciPackError `io`, `aborted` */
export async function inspectBundle(path: string, signal: AbortSignal = never): Promise<InspectedBundle> {
  const contents = await readContents(path, signal)
  try {
    return await judged(contents, signal)
  } catch (error) {
    await contents.close()
    throw error
  }
}

/** What is wrong with a bundle and with the archive in it. @throws OciPackError `io`, `aborted` */
export async function checkBundle(path: string, signal: AbortSignal = never): Promise<readonly Finding[]> {
  const bundle = await inspectBundle(path, signal)
  await bundle.close()
  return bundle.findings
}

async function judged(contents: BundleContents, signal: AbortSignal): Promise<InspectedBundle> {
  const { path, entries } = contents
  const found = checkContainer(contents)
  if (entries.length === 0) return { findings: found, close: contents.close }
  // Of several, the App Engine goes by the last.
  const last = (role: string) => entries.findLast((entry) => entry.role === role)
  const [descriptor, image, logo] = [last('descriptor'), last('image'), last('logo')]
  const facts = descriptor?.bytes ? await descriptorFacts(descriptor.bytes) : undefined
  const findings = [
    ...found,
    // What stands behind a damage is not known.
    ...(contents.fault ? [] : checkEntries(contents)),
    ...(image && facts ? checkNaming(path, image.name, facts) : []),
    ...(image?.image ? await checkImageTar(image.image, { image: imageName(facts), signal }) : []),
  ]
  return {
    findings,
    ...(descriptor?.bytes ? { descriptor: { name: `${path}: ${descriptor.name}`, bytes: descriptor.bytes } } : {}),
    ...(image?.image ? { image: image.image } : {}),
    ...(logo?.bytes ? { logo: logo.bytes } : {}),
    close: contents.close,
  }
}

function imageName(facts: DescriptorFacts | undefined): string | undefined {
  if (facts?.namespace === undefined || facts.version === undefined) return undefined
  return taskNames({ namespace: facts.namespace, version: facts.version }).image
}
