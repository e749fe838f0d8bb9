import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { formatLock, parseLock } from '../../../src/build/lock/lockFile.js'
import { digestOfHex } from '../../../src/core/digest.js'
import { thrown } from '../../support/thrown.js'

const digest = digestOfHex('a'.repeat(64))
const other = digestOfHex('b'.repeat(64))

test('a lock has one entry a line, in the order of their bytes', () => {
  const images = new Map([
    ['debian:bookworm', digest],
    ['b.example/x:1', other],
    ['debian:Z', digest],
  ])
  expect(formatLock({ images })).toBe(`{
  "version": 1,
  "images": {
    "b.example/x:1": "${other}",
    "debian:Z": "${digest}",
    "debian:bookworm": "${digest}"
  }
}
`)
})

test('what is written is read again', () => {
  const names = fc.stringMatching(/^[a-z][a-z0-9./:-]{0,20}$/)
  const digests = fc.stringMatching(/^[0-9a-f]{64}$/).map(digestOfHex)
  fc.assert(
    fc.property(fc.dictionary(names, digests, { noNullPrototype: true }), (entries) => {
      const images = new Map(Object.entries(entries))
      expect(parseLock(formatLock({ images }), 'x').images).toEqual(images)
    }),
  )
})

describe('what is no lock is refused', () => {
  test.each([
    ['no JSON', '{', 'JSON'],
    ['another version', `{"version":2,"images":{}}`, 'version: '],
    ['no images', '{"version":1}', 'images: '],
    ['a field of a later version', '{"version":1,"images":{},"more":1}', 'more: '],
    ['a digest of another kind', '{"version":1,"images":{"a:1":"sha1:00"}}', 'images.a:1: it is not sha256:'],
    ['a list', '[]', ''],
  ])('%s', (_, text, why) => {
    const error = thrown(() => parseLock(text, 'Dockerfile.lock'))
    expect(error.code).toBe('format')
    expect(error.message).toContain('the lock Dockerfile.lock cannot be read: ')
    expect(error.message).toContain(why)
    expect(error.hint).toContain('oci-pack lock')
  })
})
