import { OciPackError } from '../../core/errors.js'

/** What an error says of an image; one that says nothing of it, such as a disk that cannot be read, is thrown. */
export function faultOf(error: unknown): string {
  if (error instanceof OciPackError && ['format', 'integrity', 'unsupported'].includes(error.code)) return error.message
  throw error
}
