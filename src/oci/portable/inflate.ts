import gunzip from 'gunzip-maybe'
import { OciPackError } from '../../core/errors.js'
import { notingFaults } from '../../core/notingFaults.js'
import type { Compression } from '../compress/sniff.js'
import { bunzip2 } from '../compress/bzip2.js'
import { unxz } from '../compress/xz.js'
import { zstdFrames } from '../compress/zstdFrames.js'
import { unzstdFrames } from '../compress/zstdPortable.js'
import { drained } from './drained.js'

/**
 * The plain bytes of a stream that is compressed so. @throws OciPackError `format` for one that is damaged or cut short; the source's own
 * errors pass unchanged
 */
export async function* inflated(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  const faults: unknown[] = []
  try {
    yield* plainOf(notingFaults(source, faults), compression)
  } catch (error) {
    if (faults.length > 0) throw faults[0]
    throw new OciPackError('format', `the ${compression} stream is damaged: ${reasonOf(error)}`, { cause: error })
  }
}

/** As Node says it: the browser's zlib has other words for the commonest of all. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.startsWith('buffer error') ? 'unexpected end of file' : message
}

function plainOf(source: AsyncIterable<Uint8Array>, compression: Compression): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return source
    case 'gzip':
      return gunzipped(source)
    case 'zstd':
      return unzstdFrames(zstdFrames(source))
    case 'xz':
      return unxz(source)
    case 'bzip2':
      return bunzip2(source)
  }
}

/**
 * By gunzip-maybe, which would inflate again what was compressed twice, and so give other bytes than every engine: one level is all it may
 * take here, and it fails on a second.
 */
async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = gunzip(1)
  const faults: unknown[] = []
  const reading = { over: false, wake: (): void => undefined }
  const settle = (...errors: readonly unknown[]): void => {
    faults.push(...errors)
    reading.over = true
    reading.wake()
  }
  stream.on('readable', () => reading.wake())
  stream.on('end', () => settle())
  stream.on('error', (error) => settle(error))
  stream.on('close', () => settle(...(reading.over ? [] : [new Error('it ends too early')])))
  const feeding = feed(source, stream).catch(settle)
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => (reading.wake = resolve))
      const chunk: unknown = stream.read()
      if (chunk instanceof Uint8Array) yield chunk
      else if (reading.over) break
      else await woken
    }
  } finally {
    stream.destroy()
    await feeding
  }
  if (faults.length > 0) throw faults[0]
}

type Gunzip = ReturnType<typeof gunzip>

/** Hands the source on, no faster than it is taken. */
async function feed(source: AsyncIterable<Uint8Array>, stream: Gunzip): Promise<void> {
  for await (const chunk of source) {
    if (stream.destroyed) return
    if (!stream.write(chunk)) await drained(stream)
  }
  stream.end()
}
