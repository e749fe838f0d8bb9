import type { Git } from '../sources/git/git.js'
import type { GitTools } from '../sources/git/gitSources.js'

/** Git for a build. What runs it is loaded for the first address. */
export function gitFor(tools: GitTools): Git {
  let loading: Promise<Git> | undefined
  const loaded = (): Promise<Git> =>
    (loading ??= import('../sources/git/gitSources.js').then(({ GitSources }) => new GitSources(tools)))
  return {
    resolve: async (reference) => (await loaded()).resolve(reference),
    tree: async (reference, commit) => (await loaded()).tree(reference, commit),
  }
}
