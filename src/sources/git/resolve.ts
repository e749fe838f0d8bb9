import { OciPackError } from '../../core/errors.js'
import { checkChecksum, isCommitId } from '../../dockerfile/gitOptions.js'
import type { GitReference } from '../../dockerfile/gitReference.js'
import type { GitCommit } from './git.js'
import type { Repository } from './repository.js'

/** The commit that an address itself says, or undefined where the repository has to be asked. */
export function commitSaid({ ref, checksum, fetchByCommit }: GitReference): GitCommit | undefined {
  if (ref !== undefined && isCommitId(ref)) return { commit: ref }
  if (!fetchByCommit || checksum === undefined) return undefined
  return { commit: checksum, ...(ref !== undefined && { ref: withPrefix(ref) }) }
}

/** Asks a repository for the commit of a ref, or of the default branch. @throws OciPackError `not-found`, and as `Repository.ask` */
export async function askForCommit(repository: Repository, ref: string | undefined): Promise<GitCommit> {
  const { address } = repository
  const wanted = ref === undefined ? ['--symref', '--', address, 'HEAD'] : ['--', address, ref, `${ref}^{}`]
  const answer = await repository.ask(['ls-remote', ...wanted])
  const found = ref === undefined ? defaultCommit(answer) : commitOfRef(answer, ref)
  if (found && isCommitId(found.commit) && isCommitId(found.tag ?? found.commit)) return found
  const what = ref === undefined ? 'no default branch' : `no branch and no tag ${ref}`
  throw new OciPackError('not-found', `the Git repository ${address} has ${what}`, {
    hint: 'git ls-remote lists what it has. A commit is named by its whole id.',
  })
}

/**
 * @throws OciPackError `integrity` where neither commit nor tag begin with the checksum, `dockerfile` where it is none, `source` for a ref that
 * no repository may have
 */
export function checkCommit({ commit, tag, ref }: GitCommit, checksum: string | undefined, address: string): void {
  if (ref !== undefined && !isRefName(ref))
    throw new OciPackError('source', `${address}: ${ref} cannot be a ref`, {
      hint: 'Write ADDRESS#BRANCH, ADDRESS#TAG or ADDRESS#COMMIT.',
    })
  if (checksum === undefined) return
  checkChecksum(checksum)
  if (commit.startsWith(checksum) || tag?.startsWith(checksum)) return
  const found = tag === undefined ? commit : `${commit} (tag ${tag})`
  throw new OciPackError('integrity', `${address}: expected the commit ${checksum}, found ${found}`, {
    hint: 'The ref has moved, or somebody else answers. Look at what has changed before you take it.',
  })
}

/** What `git ls-remote --symref REMOTE HEAD` tells. */
export function defaultCommit(answer: string): GitCommit | undefined {
  const commit = refsIn(answer).get('HEAD')
  const [, ref] = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(answer) ?? []
  return commit === undefined ? undefined : { commit, ...(ref !== undefined && { ref }) }
}

/**
 * Which of the refs that `git ls-remote REMOTE REF REF^{}` tells is meant: the one whose whole name it is, else a branch, else a tag; a pattern
 * matches more than that.
 */
export function commitOfRef(answer: string, ref: string): GitCommit | undefined {
  const refs = refsIn(answer)
  const names = [withStart('refs/', ref), withStart('refs/heads/', ref), withStart('refs/tags/', ref)]
  const name = names.find((candidate) => refs.has(candidate))
  const id = name === undefined ? undefined : refs.get(name)
  if (name === undefined || id === undefined) return undefined
  const peeled = refs.get(`${name}^{}`)
  return peeled === undefined ? { commit: id, ref: name } : { commit: peeled, ref: name, tag: id }
}

function refsIn(answer: string): Map<string, string> {
  const lines = answer.split('\n').map((line) => line.split('\t'))
  return new Map(
    lines.flatMap(([id, name]) =>
      id === undefined || name === undefined || id.startsWith('ref: ') ? [] : [[name, id]],
    ),
  )
}

function withStart(start: string, ref: string): string {
  return ref.startsWith(start) ? ref : start + ref
}

/** Nobody is asked what the name stands for: it is taken for a branch. */
function withPrefix(ref: string): string {
  return withStart('refs/heads/', ref).replace(/^refs\/heads\/refs\//, 'refs/')
}

/** A ref becomes the name of a file (git-check-ref-format(1)). */
function isRefName(ref: string): boolean {
  return (
    ref.startsWith('refs/') && ref.split('/').every((part) => /^[^.\p{Cc} ~^:?*[\\][^\p{Cc} ~^:?*[\\]*$/u.test(part))
  )
}
