import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import {
  type ContentDetail,
  type ContentDifference,
  explainContent,
  maxTextSize,
} from '../../../src/diff/content/explainContent.js'
import { Contents } from '../../../src/diff/files/contents.js'
import { noXattrs, type RegularFile } from '../../../src/rootfs/node.js'

const file = (bytes: Buffer): RegularFile => ({
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  mtimeNsec: 0,
  xattrs: noXattrs,
  size: bytes.length,
  content: { from: 'bytes', bytes },
})

async function explained(
  before: string | Buffer,
  after: string | Buffer,
  detail: Partial<ContentDetail> = {},
): Promise<ContentDifference> {
  const nowhere = (): Promise<never> => Promise.reject(new Error('no layer is read'))
  const contents = new Contents(nowhere, nowhere)
  const wanted = { text: true, context: 1, hex: false, ...detail }
  return explainContent(file(Buffer.from(before)), file(Buffer.from(after)), contents, wanted)
}

describe('how contents differ', () => {
  test('texts, line by line', async () => {
    expect(await explained('a\nb\nc\nd\n', 'a\nb\nC\nd\n')).toEqual({
      firstDifference: 4,
      digests: [sha256('a\nb\nc\nd\n'), sha256('a\nb\nC\nd\n')],
      hunks: [{ oldStart: 2, oldLines: 3, newStart: 2, newLines: 3, lines: [' b', '-c', '+C', ' d'] }],
    })
  })

  test('a text that does not end its last line', async () => {
    const { hunks } = await explained('a\n', 'a', { context: 0 })
    expect(hunks?.[0]?.lines).toEqual(['-a', '+a', '\\ No newline at end of file'])
  })

  test('one that goes on where the other ends', async () => {
    expect((await explained('abc', 'abcd')).firstDifference).toBe(3)
    expect((await explained('', 'x')).firstDifference).toBe(0)
  })

  test.each([
    ['zeros', Buffer.from([1, 0, 2]), 'binary'],
    ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'binary'],
    ['a large text', Buffer.alloc(maxTextSize + 1, 'a'), 'large'],
    ['a large program', Buffer.alloc(maxTextSize + 1), 'binary'],
  ])('%s are not compared by lines', async (_, bytes, withoutLines) => {
    expect(await explained('text', bytes)).toMatchObject({ withoutLines })
    expect(await explained(bytes, 'text')).toMatchObject({ withoutLines })
  })

  const lines = (word: string): string[] => Array.from({ length: 6000 }, (_, i) => `${word} ${i}\n`)
  test.each([
    ['have nothing in common', lines('a'), lines('b')],
    ['have their lines in another order', lines('a'), lines('a').reverse()],
  ])('texts that %s are not compared by lines', async (_, before, after) => {
    expect(await explained(before.join(''), after.join(''))).toMatchObject({ withoutLines: 'too-different' })
  })

  test('lines only where they are asked for', async () => {
    const told = await explained('a', 'b', { text: false })
    expect(told.hunks ?? told.withoutLines).toBeUndefined()
  })

  test('bytes around the first difference', async () => {
    const before = Buffer.alloc(1000, 'a')
    const after = Buffer.from(before)
    after[500] = 0x62
    const { hex = [] } = await explained(before, after, { hex: true })
    expect(hex.map(({ offset }) => offset)).toEqual(Array.from({ length: 16 }, (_, i) => 464 + 16 * i))
    const differing = hex.filter((row) => row.before !== row.after)
    expect(differing).toEqual([
      { offset: 496, before: '61'.repeat(16), after: `${'61'.repeat(4)}62${'61'.repeat(11)}` },
    ])
  })

  test('bytes that only one of them has', async () => {
    const { hex } = await explained('abc', 'ab', { hex: true })
    expect(hex).toEqual([{ offset: 0, before: '616263', after: '6162' }])
  })
})
