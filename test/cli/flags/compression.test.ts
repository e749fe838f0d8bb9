import { describe, expect, test } from 'vitest'
import { parseCompression } from '../../../src/cli/flags/compression.js'
import { thrown } from '../../support/thrown.js'

test.each([
  ['gzip', { type: 'gzip' }],
  ['gzip:9', { type: 'gzip', level: 9 }],
  ['zstd', { type: 'zstd' }],
  ['zstd:19', { type: 'zstd', level: 19 }],
  ['uncompressed', { type: 'uncompressed' }],
])('%s', (text, expected) => {
  expect(parseCompression(text)).toEqual(expected)
})

describe('refused', () => {
  test.each([
    ['', 'no way to compress'],
    ['GZIP', 'no way to compress'],
    ['lz4', 'no way to compress'],
    ['gzip:1:2', 'no way to compress'],
    ['gzip:0', 'its level is 1 to 9'],
    ['gzip:10', 'its level is 1 to 9'],
    ['gzip:', 'its level is 1 to 9'],
    ['zstd:-1', 'its level is 1 to 22'],
    ['uncompressed:1', 'it has no level'],
  ])('%j', (text, message) => {
    expect(thrown(() => parseCompression(text))).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message) as string,
    })
  })
})
