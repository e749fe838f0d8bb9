import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { emptyLock, formatLock, parseLock } from '../../../src/build/lock/lockFile.js'
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
  expect(formatLock({ ...emptyLock, images })).toBe(`{
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
      expect(parseLock(formatLock({ ...emptyLock, images, urls: images }), 'x')).toEqual({
        ...emptyLock,
        images,
        urls: images,
      })
    }),
  )
})

test('a commit has its ref and its tag', () => {
  const [commit, tag] = ['1'.repeat(40), '2'.repeat(64)]
  const entries = [commit, `${commit} refs/heads/main`, `${commit} refs/tags/v1 ${tag}`]
  const git = new Map(entries.map((entry, i) => [`https://host.example/${i}.git`, entry]))
  expect(parseLock(formatLock({ ...emptyLock, git }), 'x').git).toEqual(git)
})

describe('what is no lock is refused', () => {
  test.each([
    ['no JSON', '{', 'JSON'],
    ['another version', `{"version":2,"images":{}}`, 'version: '],
    ['a commit that is none', '{"version":1,"git":{"a":"main"}}', 'git.a: it is no commit'],
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
