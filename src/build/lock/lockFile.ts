import * as v from 'valibot'
import { type Digest, isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'

/** What the names in a Dockerfile meant when they were locked. */
export interface Lock {
  /** References with a tag, in their short form, and the digest of what each means: an index of all platforms, or a manifest. */
  readonly images: ReadonlyMap<string, Digest>
}

/** As many bytes as a lock may have; one of a thousand entries has a tenth of it. */
export const maxLockSize = 1 << 20

const version = 1

const digests = v.record(
  v.string(),
  v.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'it is not sha256: and 64 hex digits'),
)
const schema = v.strictObject({ version: v.literal(version), images: digests })

/** The text of a lock: JSON with one entry a line, by names in the order of their bytes, so that a difference reads well. */
export function formatLock({ images }: Lock): string {
  return `${JSON.stringify({ version, images: sorted(images) }, null, 2)}\n`
}

/** A lock out of its text; `file` names it in errors. @throws OciPackError `format` */
export function parseLock(text: string, file: string): Lock {
  const result = v.safeParse(schema, parseJson(text, file))
  if (result.success) return { images: new Map(Object.entries(result.output.images)) }
  const [issue] = result.issues
  const where = v.getDotPath(issue)
  throw unreadable(file, `${where === null ? '' : `${where}: `}${issue.message}`)
}

function parseJson(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error))
  }
}

function unreadable(file: string, why: string): OciPackError {
  return new OciPackError('format', `the lock ${file} cannot be read: ${why}`, {
    hint: 'Mend it, or remove it and write it anew: oci-pack lock.',
  })
}

function sorted<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
}
