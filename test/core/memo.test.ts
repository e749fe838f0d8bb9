import { expect, test } from 'vitest'
import { memo } from '../../src/core/memo.js'

test('each thing is made once, and a failure is kept', async () => {
  const known = new Map<string, Promise<number>>()
  let made = 0
  const make = () => Promise.resolve(++made)
  expect(await Promise.all([memo(known, 'a', make), memo(known, 'a', make), memo(known, 'b', make)])).toEqual([1, 1, 2])
  const fail = () => Promise.reject(new Error('it failed'))
  await expect(memo(known, 'c', fail)).rejects.toThrow('it failed')
  await expect(memo(known, 'c', make)).rejects.toThrow('it failed')
})
