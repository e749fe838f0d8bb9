import { type ErrorCode, OciPackError } from '../../../core/errors.js'
import { type Finding, passes } from '../../../core/finding.js'
import { archiveError, type NamedArchive, saveHint } from './finding.js'

const faults: ReadonlySet<ErrorCode> = new Set(['format', 'integrity', 'not-found', 'unsupported'])

/**
 * What the error says of an archive that kept its image from being opened; nothing where an error was found before, which tells why.
 * @throws the error, where it says nothing of the archive
 */
export function unopened(archive: NamedArchive, error: unknown, known: readonly Finding[]): Finding[] {
  if (!(error instanceof OciPackError) || !faults.has(error.code)) throw error
  if (!passes(known)) return []
  return [archiveError(archive, 'image', `the image cannot be opened: ${error.message}`, error.hint ?? saveHint)]
}
