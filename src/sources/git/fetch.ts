import { OciPackError } from '../../core/errors.js'
import type { Repository } from './repository.js'

/** What a server says that gives only what its refs point to, or cannot leave out what was before. */
const refusal = /not our ref|unadvertised object|shallow|--depth|no such remote ref|couldn't find remote ref/i

/**
 * Fetches a commit, or an annotated tag and its commit, without what was before it where the server allows that, else with all that the refs
 * lead to. @throws OciPackError `source` where it is not there, and as `Repository.run`
 */
export async function fetchObject(repository: Repository, id: string): Promise<void> {
  const { address } = repository
  const flags = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head']
  const one = await repository.run([...flags, '--depth=1', '--', address, id])
  if (one.status === 0) return
  if (!refusal.test(one.stderr)) throw repository.failure(one)
  const all = await repository.run([...flags, '--', address, '+refs/*:refs/remote/*'])
  if (all.status !== 0) throw repository.failure(all)
  const there = await repository.run(['cat-file', '-e', id])
  if (there.status === 0) return
  throw new OciPackError('source', `the Git repository ${address} has no commit ${id}, or does not give it`, {
    hint: 'Only what a branch or a tag leads to can be counted on: a commit that was replaced may be gone.',
  })
}
