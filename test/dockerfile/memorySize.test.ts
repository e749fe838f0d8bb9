import { expect, test } from 'vitest'
import { parseMemorySize } from '../../src/dockerfile/memorySize.js'

// As Docker takes them for `--mount=type=tmpfs,size=` and `--shm-size`.
test.each([
  ['0', 0],
  ['10', 10],
  ['10b', 10],
  ['1k', 1024],
  ['1kb', 1024],
  ['1MiB', 1 << 20],
  ['1.5g', 1.5 * 2 ** 30],
  ['.5k', 512],
  ['2 TB', 2 * 2 ** 40],
  ['1p', 2 ** 50],
  ['', undefined],
  ['x', undefined],
  ['1x', undefined],
  ['-1', undefined],
  [' 1k', undefined],
  ['1  k', undefined],
  ['1ib', undefined],
  ['1bb', undefined],
  ['1e3', undefined],
  ['99999p', undefined],
])('%s is %s', (text, size) => {
  expect(parseMemorySize(text)).toBe(size)
})
