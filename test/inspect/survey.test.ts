import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, survey } from '../../src/inspect/survey.js'
import { emptyDirectory } from '../../src/rootfs/node.js'
import { applyLayer } from '../../src/rootfs/tree.js'
import { layerPart } from '../support/layerParts.js'
import { listing } from '../support/trees.js'

type Files = Parameters<typeof layerPart>[0]

const letters = { added: 'A', changed: 'C', removed: 'D' }

/** What the last layer does, a line for each path. */
function changes(...layers: Files[]): string[] {
  const found = survey(layers.map((files) => layerPart(files))).layers.at(-1)?.changes ?? []
  return found.map(({ kind, path }: Change) => `${letters[kind]} ${path}`)
}

describe('what a layer does', () => {
  test.each<[string, Files[], string[]]>([
    [
      'adds',
      [
        { 'd/': 0, 'd/x': 1 },
        { 'd/': 0, 'd/y': 2 },
      ],
      ['A d/y'],
    ],
    ['writes again, and so changes, what may be the same', [{ a: 1 }, { a: 1 }], ['C a']],
    ['removes a file', [{ a: 1 }, { '.wh.a': 0 }], ['D a']],
    [
      'removes a directory with all in it',
      [
        { 'd/': 0, 'd/e/': 0, 'd/e/x': 1, 'd-': 0 },
        { '.wh.d': 0, '.wh.d-': 0 },
      ],
      ['D d', 'D d/e', 'D d/e/x', 'D d-'],
    ],
    ['removes what is not there, which is nothing', [{ a: 1 }, { '.wh.b': 0 }], []],
    [
      'hides what a directory held',
      [
        { 'd/': 0, 'd/x': 1, 'd/y': 1 },
        { 'd/': 0, 'd/y': 2, 'd/.wh..wh..opq': 0 },
      ],
      ['D d/x', 'C d/y'],
    ],
    ['puts a file in place of a directory', [{ 'd/': 0, 'd/x': 1 }, { d: 5 }], ['C d', 'D d/x']],
    ['puts a directory in place of a link', [{ bin: '-> usr/bin' }, { 'bin/x': 1 }], ['C bin', 'A bin/x']],
    ['puts one in place of what is further above', [{ a: 1 }, { 'a/b/c': 1 }], ['C a', 'A a/b/c']],
    ['links a lower file', [{ a: 1 }, { b: '=> a' }], ['A b']],
    ['removes and adds the same path', [{ a: 1 }, { '.wh.a': 0, a: 2 }], ['C a']],
  ])('%s', (_, layers, expected) => {
    expect(changes(...layers)).toEqual(expected)
  })

  test('is seen at once, however often a directory is emptied', () => {
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`d/${i}`, 1]))
    const mark = layerPart({ 'd/.wh..wh..opq': 0 })
    const marks = Array.from({ length: 20_000 }, () => mark.index.entries).flat()
    const { layers } = survey([layerPart(files), { ...mark, index: { entries: marks } }])
    expect(layers[1]?.changes).toHaveLength(20_000)
  })

  test('is not looked at where there is too much of it', () => {
    const part = layerPart(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${i}`, 1])))
    expect(() => survey(Array.from({ length: 201 }, () => part))).toThrow('more than 4000000 entries')
  })

  test('of a directory, its own attributes count and not what is in it', () => {
    const layers = [layerPart({ 'd/': 0 }), layerPart({ 'd/': 0, 'd/x': 1 }), layerPart({ 'd/': 0 }, { 'd/': 0o700 })]
    expect(survey(layers).layers.map((layer) => layer.changes.map(({ path, kind }) => `${kind} ${path}`))).toEqual([
      ['added d'],
      ['added d/x'],
      ['changed d'],
    ])
  })
})

test('who made each path what it is', () => {
  const { madeBy } = survey([
    layerPart({ 'd/': 0, a: 1, b: 1, c: 1 }),
    layerPart({ a: 1, '.wh.b': 0 }),
    layerPart({ 'd/x': 1 }),
  ])
  expect(Object.fromEntries(madeBy)).toEqual({ d: 0, a: 1, c: 0, 'd/x': 2 })
})

describe('bytes that nobody sees', () => {
  test.each<[string, Files[], number[]]>([
    ['none', [{ a: 10 }, { b: 5 }], [0, 0]],
    ['of what is replaced', [{ a: 10, b: 1 }, { a: 5 }], [10, 0]],
    ['of what is removed', [{ 'd/x': 10, b: 1 }, { '.wh.d': 0 }], [10, 0]],
    ['not of what has another name still', [{ a: 10 }, { b: '=> a' }, { '.wh.a': 0 }], [0, 0, 0]],
    ['of a layer that is there twice, the lower ones', [{ a: 10 }, { a: 10 }], [10, 0]],
    ['of what the layer itself replaces', [{ a: 10 }, { 'd/x': 7, d: 3 }], [0, 7]],
  ])('%s', (_, layers, expected) => {
    expect(survey(layers.map((files) => layerPart(files))).layers.map(({ hidden }) => hidden)).toEqual(expected)
  })
})

test('the changes of each layer, made one after the other, give the tree that the layers give', () => {
  const name = fc.constantFrom(
    'a',
    'b',
    'd',
    'd/',
    'd/a',
    'd/e/',
    'd/e/f',
    'b/x',
    '.wh.a',
    '.wh.d',
    'd/.wh.e',
    'd/.wh..wh..opq',
  )
  fc.assert(
    fc.property(fc.array(fc.dictionary(name, fc.nat(9)), { maxLength: 5 }), (layers) => {
      const parts = layers.map((files) => layerPart(files))
      const { tree, layers: found, madeBy } = survey(parts)
      const laid = emptyDirectory()
      for (const { index, layer } of parts) applyLayer(laid, index, layer)
      expect(listing(tree)).toEqual(listing(laid))
      const files = new Map<string, number>()
      for (const [number, { changes: made }] of found.entries()) {
        for (const change of made) {
          // Of a directory that no layer names, nothing was told before.
          const isImplied = change.kind !== 'added' && change.before.type === 'directory' && !files.has(change.path)
          expect(files.has(change.path) || isImplied).toBe(change.kind !== 'added')
          if (change.kind === 'removed') files.delete(change.path)
          else files.set(change.path, number)
        }
      }
      expect(new Map([...madeBy].sort())).toEqual(new Map([...files].sort()))
      expect(found.every(({ hidden, unpacked }) => hidden >= 0 && hidden <= unpacked)).toBe(true)
    }),
  )
})
