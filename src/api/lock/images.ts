import type { Lock } from '../../build/lock/lockFile.js'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { formatPlatform, type Platform } from '../../core/platform.js'
import { familiarReference, formatReference, parseReference, withDefaultTag } from '../../oci/reference.js'
import type { RegistryImage } from '../../sources/registry.js'
import type { Pull } from '../puller.js'

/** The name of a reference in a lock; undefined for one by digest, which nothing can move. @throws OciPackError `reference` */
export function lockedName(reference: string): string | undefined {
  const parsed = parseReference(reference)
  return parsed.digest === undefined ? familiarReference(withDefaultTag(parsed)) : undefined
}

/** Pulls each image but once. */
export function pullOnce(pull: Pull): Pull {
  const pulled = new Map<string, ReturnType<Pull>>()
  return (reference, platform) => {
    const key = `${reference} ${formatPlatform(platform)}`
    const image = pulled.get(key) ?? pull(reference, platform)
    pulled.set(key, image)
    return image
  }
}

/**
 * Pulls what a lock holds and nothing else. Offline it is what the store has of it; else the registry is asked whether the name still
 * means it. @param file names the lock in errors
 * @throws OciPackError `not-found` for a name that is not locked, `integrity` for one that has moved, and what `pull` throws
 */
export function lockedPull(lock: Lock, file: string, pull: Pull, offline: boolean): Pull {
  return pullOnce(async (reference, platform) => {
    const name = lockedName(reference)
    if (name === undefined) return pull(reference, platform)
    const digest = lock.images.get(name)
    if (digest === undefined)
      throw new OciPackError('not-found', `${name} is not in the lock ${file}`, { hint: 'Add it: oci-pack lock.' })
    if (offline) return pull(byDigest(reference, digest), platform)
    const pulled = await pull(reference, platform)
    if (pulled.named === digest) return pulled
    throw new OciPackError(
      'integrity',
      `${name} has moved: the lock ${file} has ${digest}, and now it means ${pulled.named}`,
      { hint: `Take what it is now: oci-pack lock --update. Or keep what it was: ${byDigest(reference, digest)}.` },
    )
  })
}

/**
 * Pulls what is to be locked and notes what it was. A name that a lock has already stays what it is there, unless `moves` says that it
 * is to be what the registry has now.
 */
export function notingPull(
  noted: Map<string, Digest>,
  before: ReadonlyMap<string, Digest>,
  moves: (name: string) => boolean,
  pull: Pull,
): Pull {
  return pullOnce(async (reference, platform) => {
    const name = lockedName(reference)
    if (name === undefined) return pull(reference, platform)
    const kept = moves(name) ? undefined : (noted.get(name) ?? before.get(name))
    const pulled =
      kept === undefined ? await pull(reference, platform) : await pullKept(reference, kept, platform, pull)
    noted.set(name, kept ?? pulled.named)
    return pulled
  })
}

/** @throws OciPackError `not-found` that tells what to do where the registry has lost what was locked */
async function pullKept(reference: string, kept: Digest, platform: Platform, pull: Pull): Promise<RegistryImage> {
  try {
    return await pull(byDigest(reference, kept), platform)
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code !== 'not-found') throw error
    throw new OciPackError(error.code, `what ${reference} is locked to is gone: ${error.message}`, {
      hint: 'Take what it is now: oci-pack lock --update.',
      cause: error,
    })
  }
}

/** A reference that holds a digest as well: nothing can move it. */
export function byDigest(reference: string, digest: Digest): string {
  return formatReference({ ...withDefaultTag(parseReference(reference)), digest })
}
