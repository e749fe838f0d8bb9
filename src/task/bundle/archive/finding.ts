import type { Finding } from '../../../core/finding.js'

/** What to do about an archive that no App Engine takes. */
export const archiveHint = 'Make the bundle with oci-pack bundle: it writes the archive as every App Engine reads it.'
export const saveHint = 'Make the image again with oci-pack build, or the bundle with oci-pack bundle.'

/** An archive as findings name it. */
export interface NamedArchive {
  readonly name: string
}

/** A finding about an image's archive as a whole, or what it holds. */
export function archiveFinding(
  { name }: NamedArchive,
  rule: string,
  severity: Finding['severity'],
  message: string,
  hint: string,
): Finding {
  return { rule: `archive-${rule}`, severity, message, place: { file: name }, hint }
}

export function archiveError(place: NamedArchive, rule: string, message: string, hint = archiveHint): Finding {
  return archiveFinding(place, rule, 'error', message, hint)
}

export function archiveWarning(place: NamedArchive, rule: string, message: string, hint = archiveHint): Finding {
  return archiveFinding(place, rule, 'warning', message, hint)
}
