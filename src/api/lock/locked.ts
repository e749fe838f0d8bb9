import type { Lock } from '../../build/lock/lockFile.js'
import { OciPackError } from '../../core/errors.js'
import { memo } from '../../core/memo.js'
import { formatPlatform } from '../../core/platform.js'
import type { Network } from '../network.js'
import type { Pull } from '../puller.js'
import { commitOf, gitEntry } from './gitEntry.js'
import { byDigest, gitName, imageName, urlName } from './names.js'

/**
 * Brings what a lock holds and nothing else. Offline it is what the store has of it; else registries and repositories are asked whether a name
 * still means it, and a file that was fetched is compared. @param file names the lock in errors
 * @throws OciPackError `not-found` for a name that is not locked, `integrity` for one that has moved, and what `network` throws
 */
export function lockedNetwork(lock: Lock, file: string, network: Network, offline: boolean): Network {
  const { pull, git, download, close } = network
  const require = <T>(entries: ReadonlyMap<string, T>, name: string): T => {
    const entry = entries.get(name)
    if (entry !== undefined) return entry
    throw new OciPackError('not-found', `${name} is not in the lock ${file}`, { hint: 'Add it: oci-pack lock.' })
  }
  return {
    close,
    pull: pullOnce(async (reference, platform) => {
      const name = imageName(reference)
      if (name === undefined) return pull(reference, platform)
      const digest = require(lock.images, name)
      if (offline) return pull(byDigest(reference, digest), platform)
      const pulled = await pull(reference, platform)
      if (pulled.named === digest) return pulled
      throw moved(name, file, digest, pulled.named, `Or keep what it was: ${byDigest(reference, digest)}.`)
    }),
    async download(address, expected) {
      const name = urlName(address, expected)
      if (name === undefined) return download(address, expected)
      const digest = require(lock.urls, name)
      try {
        return await download(address, digest)
      } catch (error) {
        if (!(error instanceof OciPackError) || error.code !== 'integrity') throw error
        throw new OciPackError('integrity', `${name} is not what the lock ${file} has: ${error.message}`, {
          hint: update,
          cause: error,
        })
      }
    },
    git: {
      async resolve(reference) {
        const name = gitName(reference)
        if (name === undefined) return git.resolve(reference)
        const entry = require(lock.git, name)
        if (offline) return commitOf(entry)
        const commit = await git.resolve(reference)
        if (gitEntry(commit) === entry) return commit
        throw moved(name, file, entry, gitEntry(commit), 'Or name the commit in place of the ref.')
      },
      tree: (reference, commit) => git.tree(reference, commit),
    },
  }
}

/** Pulls each image but once. */
export function pullOnce(pull: Pull): Pull {
  const pulled = new Map<string, ReturnType<Pull>>()
  return (reference, platform) => {
    return memo(pulled, `${reference} ${formatPlatform(platform)}`, () => pull(reference, platform))
  }
}

const update = 'Take what it is now: oci-pack lock --update.'

function moved(name: string, file: string, was: string, is: string, more: string): OciPackError {
  return new OciPackError('integrity', `${name} has moved: the lock ${file} has ${was}, and now it means ${is}`, {
    hint: `${update} ${more}`,
  })
}
