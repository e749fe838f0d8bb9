import * as v from 'valibot'
import { type Digest, isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'

/** What the names in a Dockerfile meant when they were locked. */
export interface Lock {
  /** References with a tag, in their short form, and the digest of what each means: an index of all platforms, or a manifest. */
  readonly images: ReadonlyMap<string, Digest>
  /** Addresses of files, and their digests. */
  readonly urls: ReadonlyMap<string, Digest>
  /** Git repositories with their refs, and the commit: its id, and perhaps the whole ref and the id of its tag. */
  readonly git: ReadonlyMap<string, string>
}

/** A lock without entries. */
export const emptyLock: Lock = { images: new Map(), urls: new Map(), git: new Map() }

/** As many bytes as a lock may have; one of a thousand entries has a tenth of it. */
export const maxLockSize = 1 << 20

const version = 1

const digests = v.record(
  v.string(),
  v.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'it is not sha256: and 64 hex digits'),
)
const gitEntry = /^[0-9a-f]{40,64}(?: refs\/\S+(?: [0-9a-f]{40,64})?)?$/
const commits = v.record(v.string(), v.pipe(v.string(), v.regex(gitEntry, 'it is no commit')))
const schema = v.strictObject({
  version: v.literal(version),
  images: v.optional(digests, {}),
  urls: v.optional(digests, {}),
  git: v.optional(commits, {}),
})

/** The text of a lock: JSON with one entry a line, by names in the order of their bytes, so that a difference reads well. */
export function formatLock({ images, urls, git }: Lock): string {
  const kinds = { images: sorted(images), urls: sorted(urls), git: sorted(git) }
  const used = Object.entries(kinds).filter(([, entries]) => Object.keys(entries).length > 0)
  return `${JSON.stringify({ version, ...Object.fromEntries(used) }, null, 2)}\n`
}

/** A lock out of its text; `file` names it in errors. @throws OciPackError `format` */
export function parseLock(text: string, file: string): Lock {
  const result = v.safeParse(schema, parseJson(text, file))
  if (result.success) {
    const { images, urls, git } = result.output
    return { images: mapOf(images), urls: mapOf(urls), git: mapOf(git) }
  }
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

function mapOf<T>(entries: Readonly<Record<string, T>>): Map<string, T> {
  return new Map(Object.entries(entries))
}

function sorted<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
}
