import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'

/** What is wrong with an archive, as a clause. `readTar` adds where, and throws it as an OciPackError: nobody else sees this one. */
export class TarFault extends Error {}

/** The place of an entry: where its header begins in the archive, in bytes, and its name as far as it is known. */
export interface Place {
  at: number
  path: ByteString | undefined
}

/** A fault as the user sees it. */
export function damaged({ at, path }: Place, fault: string): OciPackError {
  const entry = path === undefined ? '' : `, entry ${JSON.stringify(textOfBytes(path))}`
  return new OciPackError('format', `tar archive at byte ${at}${entry}: ${fault}`)
}
