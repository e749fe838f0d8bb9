import { type Compression, sniff, sniffLength } from '../compress/sniff.js'
import { inflated } from './inflate.js'
import { joinedBytes } from './joinedBytes.js'
import type { RunningHash } from './sha256.js'
import { Tap } from './tap.js'

/** What is kept of a file in an archive. */
export interface FileFacts<T = unknown> {
  readonly size: number
  readonly digest: string
  readonly compression: Compression
  /** Of its bytes once inflated, where they are compressed; else of its bytes. */
  readonly plain: PlainFacts<T>
}

/** What a file's bytes are once inflated, and what was seen in them; or why they cannot be inflated. */
export type PlainFacts<T> = { readonly digest: string; readonly seen?: Outcome<T> | undefined } | Fault

/** What came of it, or why nothing did. */
export type Outcome<T> = { readonly value: T } | Fault

interface Fault {
  readonly fault: string
}

/** How files are read. */
export interface Reading<T> {
  readonly hash: () => RunningHash
  /** Looks at the plain bytes of a file, from the first on; it may stop early. */
  readonly look?: (plain: AsyncIterable<Uint8Array>) => Promise<T>
}

/** Reads a file once. Errors of the source are thrown. */
export async function readFile<T>(
  content: AsyncIterable<Uint8Array>,
  { hash, look }: Reading<T>,
): Promise<FileFacts<T>> {
  const { start, whole } = await begun(content)
  const compression = sniff(start)
  const stored = new Tap(whole, hash())
  const lookAt = async (bytes: Tap): Promise<Outcome<T> | undefined> =>
    look ? attempt(async () => look(bytes)) : undefined
  const plain = await attempt(async () => {
    const bytes = compression === 'none' ? stored : new Tap(inflated(stored, compression), hash())
    const seen = await lookAt(bytes)
    if (bytes.failure) throw bytes.failure.error
    await bytes.drain()
    return { digest: await bytes.digest(), seen }
  })
  if (stored.failure) throw stored.failure.error
  await stored.drain()
  return {
    size: stored.size,
    digest: await stored.digest(),
    compression,
    plain: 'value' in plain ? plain.value : plain,
  }
}

async function attempt<T>(make: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await make() }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

/** A stream, and its first bytes, as many as tell what it is. */
async function begun(
  content: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const chunks = content[Symbol.asyncIterator]()
  let start = new Uint8Array()
  while (start.byteLength < sniffLength) {
    const next = await chunks.next()
    if (next.done) break
    start = joinedBytes([start, next.value])
  }
  const whole = (async function* () {
    if (start.byteLength > 0) yield start
    for (let next; !(next = await chunks.next()).done;) yield next.value
  })()
  return { start, whole }
}
