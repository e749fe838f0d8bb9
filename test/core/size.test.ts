import { expect, test } from 'vitest'
import { parseSize } from '../../src/core/size.js'

test.each([
  ['0', 0],
  ['1000000', 1_000_000],
  ['512B', 512],
  ['10GB', 10e9],
  ['10gb', 10e9],
  ['10G', 10e9],
  ['1.5k', 1500],
  ['8GiB', 8 * 2 ** 30],
  ['512 MiB', 512 * 2 ** 20],
  ['2Ti', 2 * 2 ** 40],
  ['0.0001k', 0],
])('%j is %d bytes', (text, size) => {
  expect(parseSize(text, '--max-size')).toBe(size)
})

test.each(['', 'GB', '-1GB', '1e3', '10 PB', '1,5GB', '1iB', '10GBs', 'unlimited', '99999999TB'])(
  '%j is no size',
  (text) => {
    expect(() => parseSize(text, '--max-size')).toThrow(
      expect.objectContaining({ code: 'usage', message: `--max-size ${JSON.stringify(text)} is not a size` }),
    )
  },
)
