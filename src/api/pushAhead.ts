import type { Digest } from '../core/digest.js'
import type { Repository } from '../registry/session.js'
import type { RegistryClient } from '../registry/client.js'
import type { Follower } from '../store/compressLayer.js'

/**
 * Does some work that compresses layers, and sends them to a repository meanwhile: whoever pushes them afterwards finds them there, and is told what was sent.
 * Where that fails they are not there, and nothing else is wrong. @throws what the work throws
 */
export async function pushAhead<T>(
  client: RegistryClient,
  repository: Repository,
  signal: AbortSignal,
  work: (follow: () => Follower) => Promise<T>,
): Promise<{ readonly made: T; readonly sent: ReadonlySet<Digest> }> {
  const sent = new Set<Digest>()
  // The next layer is compressed while the last part of one is sent.
  const ends: Promise<unknown>[] = []
  try {
    const made = await work(() => {
      const upload = client.uploadAhead(repository, signal)
      return {
        write: (bytes) => upload.write(bytes),
        end: (digest) => {
          ends.push(upload.end(digest).then((isThere) => isThere && sent.add(digest)))
          return Promise.resolve()
        },
        cancel: () => upload.cancel(),
      }
    })
    await Promise.all(ends)
    return { made, sent }
  } finally {
    await Promise.all(ends)
  }
}
