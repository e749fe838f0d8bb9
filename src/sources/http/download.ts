import { type Digest, hexOf } from '../../core/digest.js'
import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import type { Emit } from '../../core/events.js'
import { sha256 } from '../../core/hash.js'
import { type Backoff, defaultBackoff } from '../../core/retry.js'
import type { Transport } from '../../http/transport.js'
import type { Store } from '../../store/store.js'
import { parseAddress } from './address.js'
import { type DownloadRecord, readDownload, writeDownload } from './record.js'
import { transfer } from './transfer.js'

/** What an address gave, as it lies in the store. */
export interface Download {
  readonly digest: Digest
  /** In bytes. */
  readonly size: number
  /** The time that the server gives it, in whole seconds since 1970. */
  readonly lastModified: number | undefined
  /** The file in the store, which stays until the store is closed. */
  readonly path: string
}

export interface DownloadOptions {
  readonly store: Store
  /** Without one, nobody is asked: an address gives what it gave last. */
  readonly transport: Transport | undefined
  readonly emit?: Emit
  readonly signal?: AbortSignal
  readonly backoff?: Backoff
}

/**
 * The file at an http(s) address, kept in the store by its digest. Once it is there, the server is asked whether it is still the same,
 * where it tells files apart; for one whose digest is known beforehand, it is not asked at all.
 * @param expected the digest that the file must have
 * @throws OciPackError `source`, `not-found`, `integrity` for another digest, `io`, `aborted`
 */
export async function download(
  address: string,
  expected: Digest | undefined,
  { store, transport, emit, signal, backoff = defaultBackoff }: DownloadOptions,
): Promise<Download> {
  const { url, authorization } = parseAddress(address)
  const record = await readDownload(store, keyOf(url, expected))
  const known = record && (await store.has(record)) ? record : undefined
  if (known && (expected !== undefined || !transport)) return located(store, known)
  if (!transport) {
    throw new OciPackError('not-found', `${withoutCredentials(address)} is not in the store, and nobody may be asked`, {
      hint: 'Build once without --offline; then it is here.',
    })
  }
  const fetched = await transfer({ url, authorization, known, expected, store, transport, emit, signal, backoff })
  for (const digest of [undefined, fetched.digest])
    await writeDownload(store, keyOf(url, digest), fetched, `${url.origin}${url.pathname}`)
  return located(store, fetched)
}

/** What an address gave last has a record, and so has each file that it ever gave, which a lock may still hold. */
function keyOf(url: URL, digest: Digest | undefined): string {
  return hexOf(sha256(digest === undefined ? url.href : `${url.href} ${digest}`))
}

async function located(store: Store, { digest, size, lastModified }: DownloadRecord): Promise<Download> {
  return { digest, size, lastModified, path: (await store.locate(digest)).path }
}
