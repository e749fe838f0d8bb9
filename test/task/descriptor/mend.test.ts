import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withImageFile } from '../../../src/task/descriptor/mend.js'
import { readDescriptor } from '../../../src/task/descriptor/read.js'
import { edited, good } from './samples.js'

const archive = 'com.my.task-1.0.0.tar'
const mended = (text: string): string => withImageFile(text, archive)

describe('the file of the image is put where it belongs', () => {
  test.each<[title: string, before: string, after: string]>([
    [
      'in place of another',
      'configuration:\n  image:\n    file: image.tar # old\n',
      'configuration:\n  image:\n    file: /com.my.task-1.0.0.tar # old\n',
    ],
    [
      'in quotes',
      `configuration:\n  image: { file: 'x' }\n`,
      `configuration:\n  image: { file: '/com.my.task-1.0.0.tar' }\n`,
    ],
    [
      'in double quotes',
      'configuration:\n  image:\n    "file": "x"\n',
      'configuration:\n  image:\n    "file": "/com.my.task-1.0.0.tar"\n',
    ],
    [
      'where nothing is behind its colon',
      'configuration:\n  image:\n    file: # none\n',
      'configuration:\n  image:\n    file: /com.my.task-1.0.0.tar # none\n',
    ],
    [
      'where a block stands',
      'configuration:\n  image:\n    file: >-\n      x\n  a: 1\n',
      'configuration:\n  image:\n    file: /com.my.task-1.0.0.tar\n  a: 1\n',
    ],
    [
      'into an image without it',
      'configuration:\n  image:\n    # why\n    other: 1\n',
      'configuration:\n  image:\n    file: /com.my.task-1.0.0.tar\n    # why\n    other: 1\n',
    ],
    [
      'into an image in brackets',
      'configuration:\n  image: {other: 1}\n',
      'configuration:\n  image: {file: /com.my.task-1.0.0.tar, other: 1}\n',
    ],
    [
      'into an empty image',
      'configuration:\n  image: {}\n',
      'configuration:\n  image: {file: /com.my.task-1.0.0.tar}\n',
    ],
    [
      'into an image that is nothing',
      'configuration:\n  image:\n  a: 1\n',
      'configuration:\n  image: {file: /com.my.task-1.0.0.tar}\n  a: 1\n',
    ],
    [
      'into a configuration without an image',
      'configuration: # how\n  # where\n  a: 1\n',
      'configuration: # how\n  image:\n    file: /com.my.task-1.0.0.tar\n  # where\n  a: 1\n',
    ],
    [
      'by the indentation that is there',
      'configuration:\n    a: 1\n',
      'configuration:\n    image:\n        file: /com.my.task-1.0.0.tar\n    a: 1\n',
    ],
    [
      'by the line ends that are there',
      'configuration:\r\n  a: 1\r\n',
      'configuration:\r\n  image:\r\n    file: /com.my.task-1.0.0.tar\r\n  a: 1\r\n',
    ],
    [
      'into a configuration in brackets',
      'configuration: {a: 1}\n',
      'configuration: {image: {file: /com.my.task-1.0.0.tar}, a: 1}\n',
    ],
    [
      'into an empty configuration',
      'configuration:\nb: 1\n',
      'configuration: {image: {file: /com.my.task-1.0.0.tar}}\nb: 1\n',
    ],
    [
      'into JSON',
      '{"configuration": {"image": {"file": "x"}}}',
      '{"configuration": {"image": {"file": "/com.my.task-1.0.0.tar"}}}',
    ],
    [
      'at the end of a text without a line end',
      'configuration:\n  image:\n    file: x',
      'configuration:\n  image:\n    file: /com.my.task-1.0.0.tar',
    ],
    [
      'behind a byte order mark',
      '\ufeffconfiguration:\n  a: 1\n',
      '\ufeffconfiguration:\n  image:\n    file: /com.my.task-1.0.0.tar\n  a: 1\n',
    ],
  ])('%s', (_, before, after) => {
    expect(mended(before)).toBe(after)
    expect(mended(after)).toBe(after)
  })
})

test.each([
  ['no configuration', 'name: x\n'],
  ['a configuration that is a list', 'configuration:\n  - a\n'],
  ['an image that is a text', 'configuration:\n  image: x\n'],
  ['a file that is a list', 'configuration:\n  image:\n    file: [x]\n'],
  ['no YAML', 'configuration: {\n'],
  ['a list', '- configuration\n'],
  ['nothing', ''],
])('%s stays as it is', (_, text) => {
  expect(mended(text)).toBe(text)
})

test('what was missing is then as the reader wants it', () => {
  const without = edited(['  image:\n    file: /com.my.task-1.0.0.tar\n', ''])
  expect(readDescriptor(without, 'd').findings).not.toEqual([])
  expect(readDescriptor(mended(without), 'd').findings).toEqual([])
  expect(mended(good)).toBe(good)
})

const start = good.indexOf('authors:\n')
/** A list's items are aligned by two spaces, whatever the indentation is. */
const authors = good.slice(start, good.indexOf('external:'))
const inBrackets = 'authors: [{ first_name: Ada, last_name: Example, organization: X, email: ada@example.org }]\n'

/** The good descriptor with comments, empty lines, spaces at ends, other indentation and line ends, and another image or none. */
const styled = fc
  .record({
    image: fc.constantFrom(
      '  image:\n    file: /old.tar\n',
      "  image: { file: 'old.tar' }\n",
      '  image:\n',
      '  image: # soon\n    file:\n',
      '',
    ),
    seeds: fc.array(fc.nat(3), { minLength: 100, maxLength: 100 }),
    step: fc.constantFrom(1, 2, 4),
    end: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ image, seeds, step, end }) =>
    edited([authors, inBrackets], ['  image:\n    file: /com.my.task-1.0.0.tar\n', image])
      .split('\n')
      .flatMap((line, i) => {
        const indented = line.replace(/^ +/, (spaces) => ' '.repeat((spaces.length / 2) * step))
        return (
          [[indented], [indented, '# a comment'], [indented, ''], [`${indented}  # more `]][
            line === '' ? 0 : (seeds[i] ?? 0)
          ] ?? []
        )
      })
      .join(end),
  )

test('no other line changes', () => {
  fc.assert(
    fc.property(styled, (text) => {
      const result = mended(text)
      const [before, after] = [text.split('\n'), result.split('\n')]
      const added = after.filter((line) => line.includes(archive) || /^ +image:\r?$/.test(line))
      expect(added.filter((line) => line.includes(archive))).toHaveLength(1)
      const touched = (line: string): boolean => /^ +(?:image|file):/.test(line)
      expect(after.filter((line) => !touched(line))).toEqual(before.filter((line) => !touched(line)))
      expect(mended(result)).toBe(result)
      expect(readDescriptor(result, 'd').findings.filter(({ rule }) => /yaml|image/.test(rule))).toEqual([])
    }),
    { numRuns: 200 },
  )
})
