import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import type { Blob } from '../../src/oci/content.js'
import { verifiedBlob } from '../../src/oci/verifiedBlob.js'
import { failure } from '../support/thrown.js'

function blobOf(said: Buffer, pieces: readonly Uint8Array[], size = said.length): Blob {
  return {
    descriptor: { mediaType: 'm', digest: sha256(said), size },
    async *open(from = 0) {
      let rest = from
      for (const piece of pieces) {
        await Promise.resolve()
        yield piece.subarray(rest)
        rest = Math.max(0, rest - piece.length)
      }
    },
  }
}

async function read(blob: Blob, got: Uint8Array[] = [], from = 0): Promise<Buffer> {
  for await (const bytes of verifiedBlob(blob).open(from)) got.push(bytes)
  return Buffer.concat(got)
}

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 })

test('what is as it says passes, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(), async (pieces, start) => {
      const whole = Buffer.concat(pieces)
      const from = start % (whole.length + 1)
      expect(await read(blobOf(whole, pieces))).toEqual(whole)
      expect(await read(blobOf(whole, pieces), [], from)).toEqual(whole.subarray(from))
    }),
  )
})

describe('what is not as it says never comes as a whole', () => {
  const said = Buffer.from('abcdef')
  test.each([
    ['other bytes', ['abc', 'deX'], 'its bytes have the digest'],
    ['too few', ['abc', 'de'], 'expected 6 bytes, found 5'],
    ['too many', ['abc', 'def', 'g'], 'expected 6 bytes, found more'],
    ['none', [], 'expected 6 bytes, found 0'],
  ])('%s', async (_, texts, message) => {
    const got: Uint8Array[] = []
    const error = await failure(
      read(
        blobOf(
          said,
          texts.map((text) => Buffer.from(text)),
        ),
        got,
      ),
    )
    expect(error).toMatchObject({ code: 'integrity', message: expect.stringContaining(message) as string })
    expect(Buffer.concat(got).length).toBeLessThan(said.length)
  })
})
