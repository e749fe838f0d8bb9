import { expect, test } from 'vitest'
import { fileSizeBytes, ramBytes } from '../../../src/task/descriptor/quantity.js'

test.each([
  ['8Gi', 8 * 1024 ** 3],
  ['64Mi', 64 * 1024 ** 2],
  ['1.5G', 1.5e9],
  ['500k', 500_000],
  ['0.0001k', 1],
  ['8GiB', undefined],
  ['8 Gi', undefined],
  ['8', undefined],
  ['08Gi', undefined],
  ['8K', undefined],
  ['8Zi', undefined],
  ['8m', undefined],
  ['0Gi', undefined],
  ['', undefined],
])('%s of memory is %s bytes', (text, bytes) => {
  expect(ramBytes(text)).toBe(bytes)
})

test.each([
  ['100 MiB', 100 * 1024 ** 2],
  ['100MiB', 100 * 1024 ** 2],
  ['1.5GB', 1.5e9],
  ['1kByte', 1000],
  ['1kbyte', 1000],
  ['8Kib', 1024],
  ['8kbit', 1000],
  ['1ZiB', 1024 ** 7],
  ['100B', undefined],
  ['100Mi', undefined],
  ['100 MiB ', undefined],
  ['-1MiB', undefined],
])('a file of %s has %s bytes', (text, bytes) => {
  expect(fileSizeBytes(text)).toBe(bytes)
})
