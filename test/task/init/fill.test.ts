import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillTemplate } from '../../../src/task/init/fill.js'

const values = new Map([
  ['name', 'My {{version}}'],
  ['version', '1'],
])
const filled = (text: string): string =>
  Buffer.from(fillTemplate({ path: 'a', content: Buffer.from(text) }, values).content).toString()

describe('what stands in braces', () => {
  test.each([
    ['{{version}}, {{version}}', '1, 1'],
    ['{{name}}', 'My {{version}}'],
    ['${{ vars.OCI_PACK }} {{nobody}} {{toString}} {{}}', '${{ vars.OCI_PACK }} {{nobody}} {{toString}} {{}}'],
    ['ä{{version}}€', 'ä1€'],
  ])('%j', (text, expected) => {
    expect(filled(text)).toBe(expected)
  })
})

test('bytes without braces stay', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const content = bytes.map((byte) => (byte === 0x7b ? 0 : byte))
      expect([...fillTemplate({ path: 'a', content }, values).content]).toEqual([...content])
    }),
  )
})

describe('names', () => {
  test.each([
    ['dot-gitignore', '.gitignore'],
    ['dot-github/workflows/task.yml', '.github/workflows/task.yml'],
    ['a/dot-b', 'a/.b'],
    ['a-dot-b', 'a-dot-b'],
  ])('%j', (path, expected) => {
    expect(fillTemplate({ path, content: Buffer.of() }, values).path).toBe(expected)
  })
})
