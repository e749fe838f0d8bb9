import { expect, test, vi } from 'vitest'
import { once } from '../../src/core/once.js'

test('a thing is made once, even if it is nothing', () => {
  const make = vi.fn((): string | undefined => undefined)
  const get = once(make)
  expect([get(), get()]).toEqual([undefined, undefined])
  expect(make).toHaveBeenCalledTimes(1)
})
