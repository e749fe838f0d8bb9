import { expect, test } from 'vitest'
import { checkTree } from '../../../src/oci/verify/contents/checkTree.js'
import type { LayerEntry } from '../../../src/oci/verify/contents/layerContents.js'

/** `d/` is a folder, `s -> t` a symbolic link, `h => t` a hard link, any other text a file. */
function entry(text: string): LayerEntry {
  const [link = '', target] = text.split(' -> ')
  const [hard = '', linked] = text.split(' => ')
  if (target !== undefined) return { path: link, type: 'symlink', linkPath: target }
  if (linked !== undefined) return { path: hard, type: 'link', linkPath: linked }
  return text.endsWith('/')
    ? { path: text.slice(0, -1), type: 'directory', linkPath: '' }
    : { path: text, type: 'file', linkPath: '' }
}

/** What is found of each layer, as `RULE ENTRY`. */
function found(...layers: string[][]): string[][] {
  return checkTree(layers.map((layer) => layer.map(entry))).map((hits) =>
    hits.findings({ file: 'x' }).flatMap(({ rule, entries = [] }) => entries.map((text) => `${rule} ${text}`)),
  )
}

test.each<[string, string[][], string[][]]>([
  [
    'nothing odd',
    [
      ['a/', 'a/b', 'c -> a'],
      ['a/', 'a/d', 'a/b', '.wh.c'],
    ],
    [[], []],
  ],
  ['the root again', [[''], ['']], [[], []]],
  ['a folder that was made for a file in it', [['a/b', 'a/']], [[]]],
  ['a file where a folder was made for another', [['a/b', 'a']], [['entry-twice a']]],
  [
    'a file in the place of a lower folder, and below it again',
    [['a/b'], ['a'], ['a/b']],
    [[], [], ['entry-below-lower-file a/b (below a)']],
  ],
  [
    'what is below a link of its layer, however deep',
    [['x/', 'x/l -> /y', 'x/l/a/b']],
    [['entry-below-link x/l/a/b (below x/l -> /y)']],
  ],
  [
    'what is below a link that leads out',
    [['x/l -> ../../y', 'x/l/a']],
    [['entry-below-outside-link x/l/a (below x/l -> ../../y)']],
  ],
  [
    'what is below a link that leads up, not out',
    [['x/l -> ../y', 'x/l/a']],
    [['entry-below-link x/l/a (below x/l -> ../y)']],
  ],
  ['what is below a lower link', [['l -> /y'], ['l/a', 'l/b']], [[], ['entry-below-lower-link l/a (below l -> /y)']]],
  ['a lower link that a whiteout hides', [['l -> /y'], ['.wh.l'], ['l/a']], [[], [], []]],
  ['a hard link to itself', [['h => h']], [['link-missing h => h'.replace('=>', '->')]]],
  ['a hard link to what a whiteout hides', [['a'], ['.wh.a', 'h => a']], [[], ['link-missing h -> a']]],
  ['a hard link to a hard link', [['a', 'h => a', 'i => h']], [[]]],
  ['a whiteout of a lower folder', [['a/b'], ['.wh.a'], ['.wh.a']], [[], [], ['whiteout-nothing .wh.a']]],
  ['a whiteout of what its own layer has deeper', [['a/b/c'], ['a/b/d', '.wh.a']], [[], ['whiteout-own .wh.a']]],
  [
    'an opaque folder hides what is lower alone',
    [
      ['a/b', 'a/c'],
      ['a/.wh..wh..opq', 'a/c'],
      ['a/.wh.b', 'a/.wh.c'],
    ],
    [[], ['whiteout-opaque a/.wh..wh..opq'], ['whiteout-nothing a/.wh.b']],
  ],
])('%s', (_, layers, expected) => {
  expect(found(...layers)).toEqual(expected)
})

test('as many entries are named as one reads, and all are counted', () => {
  const [hits] = checkTree([Array.from({ length: 500 }, (_, i) => entry(`h${i} => gone`))])
  const [finding] = hits?.findings({ file: 'x' }) ?? []
  expect(finding).toMatchObject({ count: 500, rule: 'link-missing' })
  expect(finding?.entries).toHaveLength(20)
})

test('a folder is emptied once, however often it is marked', () => {
  const files = Array.from({ length: 20_000 }, (_, i) => `a/${i}`)
  const marks = Array.from(files, () => 'a/.wh..wh..opq')
  expect(found(['a/old'], [...files, ...marks])[1]?.[0]).toBe('whiteout-opaque a/.wh..wh..opq')
})
