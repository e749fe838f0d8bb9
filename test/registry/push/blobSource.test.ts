import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { BlobSource } from '../../../src/registry/push/blobSource.js'

/** A source of bytes that are read in pieces of so many at most. */
function sourceOf(bytes: Uint8Array, piece = 7) {
  const log = { opened: [] as number[], closed: 0 }
  const descriptor = { mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }
  async function* open(from = 0): AsyncGenerator<Uint8Array> {
    log.opened.push(from)
    try {
      for (let at = from; at < bytes.length; at += piece) yield Promise.resolve(bytes.subarray(at, at + piece))
    } finally {
      log.closed++
    }
  }
  return { log, source: new BlobSource({ descriptor, open }) }
}

/** The bytes of a part, or as many of its pieces as are wanted. */
async function read(source: BlobSource, from: number, to: number, pieces = Infinity): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const bytes of source.part(from, to).open()) {
    chunks.push(bytes)
    if (chunks.length >= pieces) break
  }
  return Buffer.concat(chunks)
}

const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => i))

describe('the parts of a blob', () => {
  it('are its bytes, however they are read, cut, broken off and read again', async () => {
    const steps = fc.array(
      fc.record({ from: fc.nat(100), length: fc.nat(100), pieces: fc.integer({ min: 1, max: 20 }) }),
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 30 }), async (asked, piece) => {
        const { source, log } = sourceOf(bytes, piece)
        for (const { from, length, pieces } of asked) {
          const part = await read(source, from, Math.min(100, from + length), pieces)
          expect(part.equals(bytes.subarray(from, from + part.length))).toBe(true)
        }
        expect((await read(source, 0, 100)).equals(bytes)).toBe(true)
        await source.close()
        expect(log.closed).toBe(log.opened.length)
      }),
    )
  })

  it('that follow each other are read in one go', async () => {
    const { source, log } = sourceOf(bytes)
    for (let at = 0; at < 100; at += 10) await read(source, at, at + 10)
    expect(log.opened).toEqual([0])
  })

  it('that are wanted again are read from where the last one began', async () => {
    const { source, log } = sourceOf(bytes)
    await read(source, 0, 50)
    await read(source, 50, 90, 2)
    await read(source, 55, 100)
    expect(log.opened).toEqual([0, 50])
  })

  it('are read from the very start where the registry has lost what it had', async () => {
    const { source, log } = sourceOf(bytes)
    await read(source, 0, 50)
    await read(source, 50, 90)
    await read(source, 20, 100)
    expect(log.opened).toEqual([0, 0])
  })

  it('hold the last bytes back from whoever would get a wrong blob', async () => {
    const { source } = sourceOf(bytes)
    const wrong = new BlobSource({ ...source.blob, open: (from) => sourceOf(Buffer.alloc(100)).source.blob.open(from) })
    const got: Uint8Array[] = []
    const reading = (async () => {
      for await (const piece of wrong.part(0, 100).open()) got.push(piece)
    })()
    await expect(reading).rejects.toMatchObject({
      code: 'integrity',
      message: `the blob ${sha256(bytes)} of 100 bytes cannot be sent: found the digest ${sha256(Buffer.alloc(100))}`,
    })
    expect(Buffer.concat(got).length).toBeLessThan(100)
  })
})
