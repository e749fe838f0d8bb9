import type { Finding } from '../../../core/finding.js'
import { OciPackError } from '../../../core/errors.js'
import { checkContainer } from '../../../task/bundle/checkContainer.js'
import { checkEntries } from '../../../task/bundle/checkEntries.js'
import { checkNaming } from '../../../task/bundle/checkNaming.js'
import type { BundleContents, SeenEntry } from '../../../task/bundle/contents.js'
import { descriptorFacts } from '../../../task/bundle/descriptorFacts.js'
import { roleOf } from '../../../task/bundle/entryNames.js'
import { maxLogo } from '../../../task/bundle/logo.js'
import { methods } from '../../../task/bundle/zip/format.js'
import { maxDescriptor, readDescriptor } from '../../../task/descriptor/read.js'
import { taskCheck } from '../../checks.js'
import type { ExploreData } from '../../data.js'
import { blobBytes } from './blobBytes.js'
import { readImage } from './readImage.js'
import { contentOf, type ZippedEntry, zipEntries } from './zip.js'

const toCheck =
  "oci-pack check also reads the bundle as the App Engine does, from its first byte on, and tells whether that reads the image's archive and whether its program can start."

/** Reads a Task's bundle: checks how it is packed and its descriptor, and reads the image in it. @throws OciPackError `format`, `integrity` */
export async function readBundle(zip: File, read: (done: number, total: number) => void): Promise<ExploreData> {
  const { entries, directory } = await zipEntries(zip, zip.name)
  const seen: SeenEntry[] = []
  for (const entry of entries) seen.push(await seenEntry(entry))
  const contents: BundleContents = {
    path: zip.name,
    size: zip.size,
    firstBytes: Buffer.from(await zip.slice(0, 512).arrayBuffer()),
    entries: seen,
    directory,
    fault: undefined,
    close: () => Promise.resolve(),
  }
  const findings = await judged(contents)
  const last = entries.findLast(({ header }) => roleOf(header.name) === 'image')
  const image = last && (await contentOf(last))
  if (!image)
    throw new OciPackError('format', `${zip.name} holds no image.tar: ${findings[0]?.message ?? 'it is no bundle'}`)
  return readImage({
    place: zip.name,
    bytes: blobBytes(image, (done) => read(done, image.size)),
    compression: 'none',
    checks: [taskCheck(findings, [toCheck], false)],
  })
}

async function seenEntry(entry: ZippedEntry): Promise<SeenEntry> {
  const { name, method, encrypted, hasDescriptor } = entry.header
  const role = roleOf(name)
  const most = { descriptor: maxDescriptor, logo: maxLogo, image: 0, other: 0 }[role]
  const content = most > 0 ? await contentOf(entry) : undefined
  const known = method === methods.stored || method === methods.deflated
  const fault = encrypted
    ? 'encrypted'
    : !known
      ? 'method'
      : hasDescriptor && method === methods.stored
        ? 'descriptor'
        : undefined
  return {
    name,
    role,
    offset: entry.offset,
    method,
    fault,
    intact: undefined,
    bytes: content && content.size <= most ? new Uint8Array(await content.arrayBuffer()) : undefined,
    image: undefined,
  }
}

/** What is wrong with how a bundle is packed, and with its descriptor. */
async function judged(contents: BundleContents): Promise<Finding[]> {
  const { path, entries } = contents
  const last = (role: SeenEntry['role']): SeenEntry | undefined => entries.findLast((entry) => entry.role === role)
  const [descriptor, image] = [last('descriptor'), last('image')]
  const packed = [...checkContainer(contents), ...checkEntries(contents)]
  if (!descriptor?.bytes) return packed
  const facts = await descriptorFacts(descriptor.bytes)
  const named = image ? checkNaming(path, image.name, facts) : []
  return [...packed, ...named, ...readDescriptor(descriptor.bytes, `${path}: ${descriptor.name}`).findings]
}
