import type { GitReference } from '../../dockerfile/gitReference.js'
import { dockerfileInTree, dockerfileOfInput } from './dockerfile.js'
import type { ContextTools, OpenedContext } from './open.js'

/**
 * A commit of a Git repository as the context; `file` names the Dockerfile in it. As for Docker, its .dockerignore is not applied.
 * @throws OciPackError
 */
export async function openGit(
  reference: GitReference,
  file: string | undefined,
  { git, keepGitDir, reader, emit }: ContextTools,
): Promise<OpenedContext> {
  const wanted = keepGitDir ? { ...reference, keepGitDir } : reference
  const tree = await git.tree(wanted, await git.resolve(wanted))
  if (tree.children.has('.dockerignore'))
    emit({
      type: 'warning',
      message: 'the .dockerignore in the context is not applied: the context is a Git repository',
    })
  const read = await (file === '-' ? dockerfileOfInput() : dockerfileInTree(tree, file, reader))
  return { tree, read }
}
