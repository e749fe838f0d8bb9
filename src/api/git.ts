import { once } from '../core/once.js'
import type { Git } from '../sources/git/git.js'
import type { GitTools } from '../sources/git/gitSources.js'

/** Git for a build. What runs it is loaded for the first address. */
export function gitFor(tools: GitTools): Git {
  const loaded = once(async () => new (await import('../sources/git/gitSources.js')).GitSources(tools))
  return {
    resolve: async (reference) => (await loaded()).resolve(reference),
    tree: async (reference, commit) => (await loaded()).tree(reference, commit),
  }
}
