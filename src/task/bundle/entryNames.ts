import { parseReference } from '../../oci/reference.js'

/** What the App Engine takes an entry of a bundle for, by its name alone; it ignores all others. */
export type EntryRole = 'descriptor' | 'image' | 'logo' | 'other'

/** The role that an entry's name gives it in today's App Engine: some names count whatever their case, `.tar` does not. */
export function roleOf(name: string): EntryRole {
  if (/^descriptor\.ya?ml$/i.test(name)) return 'descriptor'
  // What macOS's archiver writes beside each file has the file's ending and none of its content.
  if (name.endsWith('.tar') && !isResourceFork(name)) return 'image'
  return /^logo\.png$/i.test(name) ? 'logo' : 'other'
}

/** Whether macOS's archiver made an entry to hold another's attributes. */
export function isResourceFork(name: string): boolean {
  return name.startsWith('__MACOSX/') || /(^|\/)\._[^/]*$/.test(name)
}

/**
 * The name under which the App Engine keeps the image of an entry: the namespace is what stands in front of the first `-`, the version all
 * behind it. Undefined where there is no `-`, on which the upload fails.
 */
export function imageNameOf(entry: string): string | undefined {
  const stem = entry.slice(0, -'.tar'.length)
  const hyphen = stem.indexOf('-')
  if (hyphen < 0) return undefined
  return `${stem.slice(0, hyphen).replaceAll('.', '/')}:${stem.slice(hyphen + 1)}`
}

/** Whether a registry takes an image of this name. */
export function isImageName(name: string): boolean {
  try {
    // With a host in front, the first part of the name cannot be taken for one.
    const { repository, tag, digest } = parseReference(`registry.example/${name}`)
    return tag !== undefined && digest === undefined && `${repository}:${tag}` === name
  } catch {
    return false
  }
}
