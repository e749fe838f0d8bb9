import { sniff } from '../../oci/compress/sniff.js'
import { isTarStart } from '../../oci/tar/block.js'
import type { Finding } from '../../core/finding.js'
import type { BundleContents, SeenEntry } from './contents.js'
import { bundleFinding, bundleHint } from './finding.js'
import { lengths, signatures } from './zip/format.js'

/** The size from which on App Engines are set up to refuse an upload: 15 GB, as they count. */
const maxUpload = 15 * 1024 ** 3

/** Whether the App Engine can read a bundle as a zip, whatever it holds. */
export function checkContainer(contents: BundleContents): Finding[] {
  const notZip = checkStart(contents)
  if (notZip) return [notZip]
  return [
    ...checkSize(contents),
    ...contents.entries.flatMap((entry) => checkEntry(contents, entry)),
    ...checkEnd(contents),
  ]
}

function checkStart(contents: BundleContents): Finding | undefined {
  const { path, firstBytes } = contents
  const refuse = (message: string, hint = bundleHint): Finding => bundleFinding('error', { path }, 'zip', message, hint)
  if (firstBytes.length === 0) return refuse('the bundle is empty')
  const signature = firstBytes.length < 4 ? 0 : firstBytes.readUInt32LE(0)
  if (signature === signatures.local) return undefined
  if (signature === signatures.end && firstBytes.length >= lengths.end)
    return refuse('the bundle is a zip without entries')
  if (signature === signatures.descriptor || signature === 0x30304b50) {
    return refuse('the bundle is a part of a zip that was split', 'Zip it again in one piece, or use oci-pack bundle.')
  }
  const compression = sniff(firstBytes)
  if (compression !== 'none') return refuse(`the bundle is no zip but compressed by ${compression}`)
  if (isTarStart(firstBytes)) {
    return refuse('this is a tar, not a zip: a bundle is a zip with descriptor.yml and the image archive in it')
  }
  if (contents.directory)
    return refuse('something stands in front of the zip: the App Engine reads it from its first byte on')
  return refuse('the bundle is no zip')
}

function checkSize({ path, size }: BundleContents): Finding[] {
  if (size <= maxUpload) return []
  const message = `the bundle has ${(size / 1024 ** 3).toFixed(1)} GiB: App Engines are set up to take at most 15`
  const hint = 'Take a smaller base image, or ask whoever runs the App Engine for its limit.'
  return [bundleFinding('warning', { path }, 'size', message, hint)]
}

function checkEntry({ path }: BundleContents, { name, method, fault, intact }: SeenEntry): Finding[] {
  const at = { path, entry: name }
  switch (fault) {
    case 'encrypted':
      return [bundleFinding('error', at, 'encrypted', 'the entry is encrypted', 'Zip the bundle without a password.')]
    case 'method': {
      const message = `the entry is compressed by a method that the App Engine cannot read (number ${method})`
      const hint = 'Zip it with the ordinary method (deflate) or without compression, or use oci-pack bundle.'
      return [bundleFinding('error', at, 'method', message, hint)]
    }
    case 'descriptor': {
      const message = 'the size of the entry is written behind its content, so the App Engine cannot tell where it ends'
      const hint = 'Zip to a file instead of a pipe, or use oci-pack bundle.'
      return [bundleFinding('error', at, 'data-descriptor', message, hint)]
    }
    case undefined:
      return intact === false ? [damaged(at)] : []
  }
}

function damaged(at: { path: string; entry: string }): Finding {
  const message = 'the content has not the checksum that the zip says: it changed on its way'
  return bundleFinding('warning', at, 'checksum', message, 'Copy or make the bundle again.')
}

function checkEnd({ path, entries, directory, fault }: BundleContents): Finding[] {
  const hint = 'Copy or make the bundle again: it was cut short or changed on its way.'
  if (fault)
    return [bundleFinding('error', { path }, 'damaged', `the bundle cannot be read to its end: ${fault.message}`, hint)]
  if (!directory) {
    const message =
      'the directory at the end of the zip is missing or damaged: the App Engine does without, others do not'
    return [bundleFinding('warning', { path }, 'directory', message, hint)]
  }
  const listed = new Set(directory.map(({ offset, name }) => `${offset} ${name}`))
  const met = entries.map(({ offset, name }) => `${offset} ${name}`)
  if (met.length === directory.length && met.every((entry) => listed.has(entry))) return []
  // Its zip library reads past as much of the directory as the entries that it met would take, and beyond the end where that is less.
  const severity = met.length > directory.length ? 'error' : 'warning'
  const message =
    'the directory at the end of the zip lists other entries than the App Engine meets, which reads it from its start'
  return [bundleFinding(severity, { path }, 'directory', message)]
}
