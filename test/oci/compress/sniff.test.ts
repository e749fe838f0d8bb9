import { expect, test } from 'vitest'
import { sniff } from '../../../src/oci/compress/sniff.js'
import { archive, header } from '../tar/support.js'

test.each([
  ['1f8b0800000000000003', 'gzip'],
  ['1f8b07', 'none'],
  ['28b52ffd', 'zstd'],
  ['502a4d18', 'zstd'],
  ['5f2a4d18', 'zstd'],
  ['602a4d18', 'none'],
  ['fd377a585a00', 'xz'],
  ['425a6839314159265359', 'bzip2'],
  ['425a6831177245385090', 'bzip2'],
  ['425a6830314159265359', 'none'],
  ['', 'none'],
  ['1f', 'none'],
])('%s is %s', (hex, compression) => {
  expect(sniff(Buffer.from(hex, 'hex'))).toBe(compression)
})

test('a tar is not compressed, even if its first file has such a name', () => {
  expect(sniff(archive([header({ path: 'BZh9.txt' })]))).toBe('none')
})
