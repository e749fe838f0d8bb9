import { expect, it } from 'vitest'
import { hashed, Sha256, sha256 } from '../../src/core/hash.js'

it('a digest is the same, whole or of parts', () => {
  const hash = new Sha256().update(Buffer.from('one, ')).update(Buffer.from('two'))
  expect(hash.size).toBe(8)
  expect(hash.digest()).toBe(sha256('one, two'))
})

it('a copy goes its own way', () => {
  const hash = new Sha256().update(Buffer.from('one'))
  const copy = hash.copy().update(Buffer.from(' more'))
  expect([hash.size, copy.size]).toEqual([3, 8])
  expect([hash.digest(), copy.digest()]).toEqual([sha256('one'), sha256('one more')])
})

it('what passes by is hashed before it is handed on', async () => {
  const hash = new Sha256()
  const source = (async function* () {
    yield Promise.resolve(Buffer.from('abc'))
  })()
  for await (const bytes of hashed(source, hash)) expect(hash.size).toBe(bytes.length)
  expect(hash.digest()).toBe(sha256('abc'))
})
