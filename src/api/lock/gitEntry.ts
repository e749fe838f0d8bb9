import type { GitCommit } from '../../sources/git/git.js'

/** A commit as a lock has it: its id, the ref that it was found by, and the id of the tag where that is an object of its own. */
export function gitEntry({ commit, ref, tag }: GitCommit): string {
  return [commit, ref ?? [], tag ?? []].flat().join(' ')
}

/** The commit that `gitEntry` wrote. */
export function commitOf(entry: string): GitCommit {
  const [commit = '', ref, tag] = entry.split(' ')
  return { commit, ...(ref !== undefined && { ref }), ...(tag !== undefined && { tag }) }
}
