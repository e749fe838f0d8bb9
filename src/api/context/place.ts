import { stat } from 'node:fs/promises'
import { withoutCredentials } from '../../core/credentials.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'

/** What the context of a build is, by what the user wrote. */
export type ContextPlace =
  | { readonly kind: 'folder'; readonly path: string }
  /** An archive that lies in a file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Standard input: an archive, or a Dockerfile alone. */
  | { readonly kind: 'input' }
  /** An http(s) address of an archive, or of a Dockerfile alone. */
  | { readonly kind: 'address'; readonly url: string }

/** @throws OciPackError `usage` for what can be no context, `io` */
export async function contextPlace(context: string): Promise<ContextPlace> {
  if (context === '-') return { kind: 'input' }
  if (isGit(context)) {
    throw new OciPackError('usage', `the context ${withoutCredentials(context)} is a Git repository`, {
      hint: 'Clone it and name the folder.',
    })
  }
  if (/^https?:\/\//.test(context)) return { kind: 'address', url: context }
  try {
    return { kind: (await stat(context)).isDirectory() ? 'folder' : 'file', path: context }
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${context}`)
  }
}

function isGit(context: string): boolean {
  return /^(git|ssh):\/\/|^git@|^github\.com\/|^https?:\/\/[^?#]*\.git([#?]|$)/.test(context)
}
