import { expect, test } from 'vitest'
import { formatBytes } from '../../src/core/formatBytes.js'

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [245_000_000, '245.0 MB'],
  [311_400_000, '311.4 MB'],
  [5e9, '5.0 GB'],
  [5e15, '5.0 PB'],
  [1e18, '1000.0 PB'],
])('%d bytes', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected)
})
