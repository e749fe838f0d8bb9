import type { Lock } from '../../build/lock/lockFile.js'
import { OciPackError } from '../../core/errors.js'
import type { Network } from '../network.js'
import { commitOf, gitEntry } from './gitEntry.js'
import { pullOnce } from './locked.js'
import { byDigest, gitName, imageName, urlName } from './names.js'

/** A lock that grows. */
export type Growing = {
  readonly [Kind in keyof Lock]: Map<string, Lock[Kind] extends ReadonlyMap<string, infer T> ? T : never>
}

/**
 * Brings what is to be locked and notes what it was. A name that a lock has already stays what it is there, unless `moves` says that it
 * is to be what it is now.
 */
export function notingNetwork(
  noted: Growing,
  before: Lock,
  moves: (name: string) => boolean,
  network: Network,
): Network {
  const { pull, git, download, close } = network
  const kept = <T>(entries: ReadonlyMap<string, T>, name: string): T | undefined =>
    moves(name) ? undefined : entries.get(name)
  return {
    close,
    pull: pullOnce(async (reference, platform) => {
      const name = imageName(reference)
      if (name === undefined) return pull(reference, platform)
      const digest = kept(before.images, name)
      const pulled = await told(name, digest, () => pull(digest ? byDigest(reference, digest) : reference, platform))
      noted.images.set(name, digest ?? pulled.named)
      return pulled
    }),
    async download(address, expected) {
      const name = urlName(address, expected)
      if (name === undefined) return download(address, expected)
      const digest = kept(before.urls, name)
      const file = await told(name, digest, () => download(address, digest))
      noted.urls.set(name, file.digest)
      return file
    },
    git: {
      async resolve(reference) {
        const name = gitName(reference)
        if (name === undefined) return git.resolve(reference)
        const entry = kept(before.git, name)
        const commit = entry === undefined ? await git.resolve(reference) : commitOf(entry)
        noted.git.set(name, gitEntry(commit))
        return commit
      },
      tree: (reference, commit) => git.tree(reference, commit),
    },
  }
}

/** Where what is locked cannot be had any more, the error tells what to do. */
async function told<T>(name: string, locked: string | undefined, bring: () => Promise<T>): Promise<T> {
  try {
    return await bring()
  } catch (error) {
    if (locked === undefined || !(error instanceof OciPackError) || !gone.has(error.code)) throw error
    throw new OciPackError(error.code, `what ${name} is locked to cannot be had any more: ${error.message}`, {
      hint: 'Take what it is now: oci-pack lock --update.',
      cause: error,
    })
  }
}

const gone: ReadonlySet<string> = new Set(['not-found', 'integrity'])
