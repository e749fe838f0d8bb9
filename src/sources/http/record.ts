import * as v from 'valibot'
import { isDigest } from '../../core/digest.js'
import type { Store } from '../../store/store.js'

/** What is known of a file that was fetched. */
export interface DownloadRecord {
  readonly digest: `sha256:${string}`
  /** In bytes. */
  readonly size: number
  /** In whole seconds since 1970. */
  readonly lastModified: number | undefined
  readonly validator: Validator | undefined
}

/** By what a server tells one state of a file from another, byte for byte (RFC 9110, section 8.8): as the header spells it. */
export interface Validator {
  readonly kind: 'etag' | 'date'
  readonly value: string
}

const kind = 'downloads'

const schema = v.object({
  digest: v.custom<DownloadRecord['digest']>((value) => typeof value === 'string' && isDigest(value)),
  size: v.number(),
  lastModified: v.optional(v.number()),
  validator: v.optional(v.object({ kind: v.picklist(['etag', 'date']), value: v.string() })),
})

/** What is known of an address whose key this is. */
export async function readDownload(store: Store, key: string): Promise<DownloadRecord | undefined> {
  const read = v.safeParse(schema, await store.readRecord(kind, key))
  if (!read.success) return undefined
  const { digest, size, lastModified, validator } = read.output
  return { digest, size, lastModified, validator }
}

/** Remembers it; `what` is what the file is called where the store is listed. */
export async function writeDownload(store: Store, key: string, record: DownloadRecord, what: string): Promise<void> {
  await store.writeRecord(kind, key, { ...record, what })
}
