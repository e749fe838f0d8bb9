import { OciPackError } from '../../core/errors.js'
import { retry } from '../../core/retry.js'
import type { Blob } from '../../oci/content.js'
import { type Repository, hostOf, type Session } from '../session.js'
import type { Endpoint } from '../hosts.js'

/** How a blob came to be in a repository: it was there, another repository had it, or its bytes were sent. */
export type PushedBlob = 'there' | 'mounted' | 'sent'

export interface PushOptions {
  readonly signal?: AbortSignal | undefined
  /** Told now and then how many bytes were sent. */
  readonly onProgress?: ((sent: number) => void) | undefined
}

/** Brings a blob into a repository (OCI distribution-spec, "Pushing Blobs"). @throws as `RegistryClient.pushBlob` */
export async function pushBlob(
  session: Session,
  repository: Repository,
  blob: Blob,
  { signal, onProgress }: PushOptions,
): Promise<PushedBlob> {
  const endpoint = session.own(repository.host)
  const { digest } = blob.descriptor
  const doing = `cannot push the blob ${digest} to ${repository.host}/${repository.repository} at ${hostOf(endpoint)}`
  return retry(
    async () => {
      if (await isThere(session, endpoint, repository, blob, doing, signal)) return 'there'
      const { size } = blob.descriptor
      const begun = await session.ask(endpoint, repository, 'blobs/uploads/', { doing, method: 'POST', signal })
      await begun.discard()
      const place = begun.header('location')
      if (place === undefined || !URL.canParse(place, endpoint.origin))
        throw new OciPackError('registry', `${doing}: the registry names no address to send it to`)
      const url = new URL(place, endpoint.origin)
      url.searchParams.set('digest', digest)
      const ended = await session.ask(endpoint, repository, url, {
        doing,
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: { size, open: () => blob.open() },
        signal,
      })
      await ended.discard()
      onProgress?.(size)
      return 'sent'
    },
    session.backoff,
    signal,
  )
}

async function isThere(
  session: Session,
  endpoint: Endpoint,
  repository: Repository,
  { descriptor: { digest } }: Blob,
  doing: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const answer = await session.ask(endpoint, repository, `blobs/${digest}`, { doing, method: 'HEAD', signal })
    await answer.discard()
    return true
  } catch (error) {
    if (error instanceof OciPackError && error.code === 'not-found') return false
    throw error
  }
}
