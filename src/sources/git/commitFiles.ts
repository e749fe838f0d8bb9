import * as v from 'valibot'
import { inflationLimit, limitBytes } from '../../core/limit.js'
import { keepLayer } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import { type Kept, recordKept, storedKept } from './kept.js'
import type { Repository } from './repository.js'
import { type Submodule, submodulesOf } from './submodules.js'

/** The files of one commit, without those of its submodules. They have the time of the commit. */
export interface CommitFiles extends Kept {
  readonly submodules: readonly Submodule[]
}

const recordKind = 'git'

const shape = v.object({
  submodules: v.array(v.object({ path: v.string(), commit: v.string(), url: v.exactOptional(v.string()) })),
})

/** The files that the store has of a commit. @throws OciPackError `io` */
export async function storedFiles(store: Store, commit: string): Promise<CommitFiles | undefined> {
  const kept = await storedKept(store, recordKind, commit)
  const record = v.safeParse(shape, kept?.record)
  return kept && record.success ? { ...kept, ...record.output } : undefined
}

/**
 * Brings the files of a commit that a repository holds into the store. Git refuses names that it would not check out either, such as `..` and `.git`.
 * @throws OciPackError `format`, `io`, and as `Repository.run`
 */
export async function keepFiles(store: Store, repository: Repository, commit: string): Promise<CommitFiles> {
  const submodules = await submodulesOf(repository, commit)
  const kept = await archived(store, repository, commit)
  await recordKept(store, recordKind, commit, kept, `git files of ${repository.address}`, { submodules })
  return { ...kept, submodules }
}

/** A commit can name the same files again and again, so that few bytes of it become more than any disk holds. */
async function archived(store: Store, repository: Repository, commit: string): Promise<Kept> {
  const limit = inflationLimit(await repository.size())
  let kept: Kept | undefined
  const answer = await repository.run(['archive', '--format=tar', `${commit}^{commit}`], {
    output: async (tar) => {
      kept = await keepLayer(store, limitBytes(tar, limit, `the files of ${repository.address}`))
    },
  })
  if (answer.status !== 0 || !kept) throw repository.failure(answer)
  return kept
}
