import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { type GitReference, parseGitContext } from '../../dockerfile/gitReference.js'

/** What the context of a build is, by what the user wrote. */
export type ContextPlace =
  | { readonly kind: 'folder'; readonly path: string }
  /** An archive that lies in a file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Standard input: an archive, or a Dockerfile alone. */
  | { readonly kind: 'input' }
  /** An http(s) address of an archive, or of a Dockerfile alone. */
  | { readonly kind: 'address'; readonly url: string }
  /** A repository. */
  | { readonly kind: 'git'; readonly reference: GitReference }

/** @throws OciPackError `usage` for what can be no context, `io` */
export async function contextPlace(context: string): Promise<ContextPlace> {
  if (context === '-') return { kind: 'input' }
  const reference = gitContext(context)
  if (reference && !existsSync(context)) return { kind: 'git', reference }
  if (/^https?:\/\//.test(context)) return { kind: 'address', url: context }
  try {
    return { kind: (await stat(context)).isDirectory() ? 'folder' : 'file', path: context }
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${context}`)
  }
}

/** @throws OciPackError `usage` */
function gitContext(context: string): GitReference | undefined {
  try {
    return parseGitContext(context)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ code: 'usage' })
  }
}
