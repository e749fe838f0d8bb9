import type { Finding } from '../../core/finding.js'
import type { BundleContents, SeenEntry } from './contents.js'
import { imageNameOf, isImageName, isResourceFork } from './entryNames.js'
import { bundleFinding, bundleHint } from './finding.js'
import { logoHint, logoProblem } from './logo.js'

/** Whether a bundle has what the App Engine looks for, under the names by which it looks, and in the order that suits all. */
export function checkEntries(contents: BundleContents): Finding[] {
  const { entries } = contents
  return [
    ...checkDescriptors(
      contents,
      entries.filter(({ role }) => role === 'descriptor'),
    ),
    ...checkImages(
      contents,
      entries.filter(({ role }) => role === 'image'),
    ),
    ...checkOrder(contents),
    ...entries.flatMap((entry) => checkLogo(contents, entry)),
    ...checkOthers(contents),
  ]
}

function checkDescriptors({ path, entries }: BundleContents, descriptors: readonly SeenEntry[]): Finding[] {
  const last = descriptors.at(-1)
  if (!last) {
    const misplaced = entries.find(({ name }) => /[/\\]descriptor\.ya?ml$/i.test(name))
    const hint = 'Zip it as descriptor.yml, without a folder in front, or use oci-pack bundle.'
    return [
      misplaced
        ? bundleFinding(
            'error',
            { path, entry: misplaced.name },
            'descriptor',
            'the descriptor is not at the root of the zip',
            hint,
          )
        : bundleFinding('error', { path }, 'descriptor', 'the bundle has no descriptor.yml', hint),
    ]
  }
  const at = { path, entry: last.name }
  const several = 'the bundle has several descriptors: the App Engine checks each and goes by the last'
  const large = 'the descriptor has more than 1 MiB: it is none'
  const rename = 'Name it descriptor.yml.'
  return [
    ...(descriptors.length > 1 ? [bundleFinding('warning', at, 'descriptors', several, 'Leave one of them.')] : []),
    ...(last.name === last.name.toLowerCase()
      ? []
      : [
          bundleFinding(
            'warning',
            at,
            'descriptor-case',
            'only newer App Engines take a descriptor in upper case',
            rename,
          ),
        ]),
    ...(last.bytes || last.fault ? [] : [bundleFinding('error', at, 'descriptor-size', large, 'Shorten it.')]),
  ]
}

function checkImages(contents: BundleContents, images: readonly SeenEntry[]): Finding[] {
  const { path } = contents
  const last = images.at(-1)
  if (!last) return [noImage(contents)]
  const several = 'the bundle has several archives: the App Engine pushes each and runs the last'
  return [
    ...(images.length > 1
      ? [bundleFinding('warning', { path, entry: last.name }, 'images', several, 'Leave the image of the Task.')]
      : []),
    ...images.flatMap(({ name }) => checkImageEntry(path, name)),
  ]
}

/** Without an image the App Engine saves a Task that can never run. */
function noImage({ path, entries }: BundleContents): Finding {
  const compressed = entries.find(({ name }) => /\.(tar\.[a-z0-9]+|tgz|tzst|txz|tbz2?)$/i.test(name))
  if (compressed) {
    const at = { path, entry: compressed.name }
    const message = 'the image archive is compressed: the App Engine looks for a .tar and passes over it'
    return bundleFinding('error', at, 'image-compressed', message, 'Unpack it to a .tar, or use oci-pack bundle.')
  }
  const upper = entries.find(({ name }) => /\.tar$/i.test(name) && !isResourceFork(name))
  if (upper) {
    const message = 'the name of the image archive ends in upper case: the App Engine looks for .tar and passes over it'
    return bundleFinding('error', { path, entry: upper.name }, 'image-case', message, 'End its name in .tar.')
  }
  return bundleFinding('error', { path }, 'image', 'the bundle has no image: no entry ends in .tar')
}

function checkImageEntry(path: string, entry: string): Finding[] {
  const at = { path, entry }
  const image = imageNameOf(entry)
  const rename = 'Name it NAMESPACE-VERSION.tar, such as com.my.task-1.0.0.tar, or use oci-pack bundle.'
  if (image === undefined) {
    const message =
      "the image archive's name has no - between namespace and version: the App Engine refuses the upload (Unknown bundle archive format)"
    return [bundleFinding('error', at, 'image-hyphen', message, rename)]
  }
  if (!isImageName(image)) {
    const message = `the App Engine derives the image's name ${JSON.stringify(image)} from the archive's, and no registry takes that`
    return [bundleFinding('error', at, 'image-name', message, rename)]
  }
  if (!/[/\\]/.test(entry)) return []
  const message = `the image archive is in a folder: the App Engine takes the folder for a part of the image's name (${image})`
  return [
    bundleFinding('warning', at, 'image-folder', message, 'Zip it without a folder in front, or use oci-pack bundle.'),
  ]
}

function checkOrder({ path, entries }: BundleContents): Finding[] {
  const image = entries.findIndex(({ role }) => role === 'image')
  const descriptor = entries.findIndex(({ role }) => role === 'descriptor')
  if (image < 0 || descriptor < 0 || descriptor < image) return []
  const message = 'the image stands in front of the descriptor: older App Engines need it behind'
  return [
    bundleFinding(
      'warning',
      { path, entry: entries[image]?.name },
      'order',
      message,
      'Zip descriptor.yml first, or use oci-pack bundle.',
    ),
  ]
}

function checkLogo({ path }: BundleContents, { name, role, bytes, fault }: SeenEntry): Finding[] {
  const problem = role === 'logo' && !fault ? logoProblem(bytes) : undefined
  return problem === undefined ? [] : [bundleFinding('warning', { path, entry: name }, 'logo', problem, logoHint)]
}

function checkOthers({ path, entries }: BundleContents): Finding[] {
  return entries
    .filter(({ role }) => role === 'other')
    .map(({ name }) => {
      const at = { path, entry: name }
      if (name.endsWith('.tar')) {
        const message = "macOS's archiver made this entry: the App Engine takes it for the image"
        return bundleFinding('error', at, 'resource-fork', message, `Zip without such entries (zip -X). ${bundleHint}`)
      }
      const logo = /^logo\.(jpe?g|gif|svg|webp|bmp)$/i.test(name) ? ' A logo is to be logo.png.' : ''
      return bundleFinding(
        'warning',
        at,
        'entry',
        'the App Engine does not know this entry and ignores it',
        `Leave it out.${logo}`,
      )
    })
}
