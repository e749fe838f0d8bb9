import { stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../../core/errors.js'

/** What the context of a build is, by what the user wrote. */
export type ContextPlace =
  | { readonly kind: 'folder'; readonly path: string }
  /** An archive that lies in a file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Standard input: an archive, or a Dockerfile alone. */
  | { readonly kind: 'input' }

/** @throws OciPackError `usage` for what can be no context, `io` */
export async function contextPlace(context: string): Promise<ContextPlace> {
  if (context === '-') return { kind: 'input' }
  if (/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context)) {
    throw new OciPackError('usage', `the context ${context} is an address, not a folder`, {
      hint: 'Fetch or clone it and name the folder.',
    })
  }
  try {
    return { kind: (await stat(context)).isDirectory() ? 'folder' : 'file', path: context }
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${context}`)
  }
}
