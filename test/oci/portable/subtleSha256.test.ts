import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { PortableSha256 } from '../../../src/oci/portable/sha256.js'
import { SubtleSha256 } from '../../../src/oci/portable/subtleSha256.js'

test('three hashes give the same digest, whatever the pieces, and whether or not all could be kept', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 0, max: 1200 }), async (all, most) => {
      const [subtle, portable] = [new SubtleSha256(most), new PortableSha256()]
      for (const piece of all) {
        subtle.update(piece)
        portable.update(piece)
      }
      const expected = sha256(Buffer.concat(all))
      expect(portable.digest()).toBe(expected)
      expect(await subtle.digest()).toBe(expected)
    }),
  )
})
