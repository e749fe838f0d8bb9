import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { locate } from '../../src/inspect/lookup.js'
import { survey } from '../../src/inspect/survey.js'
import { find } from '../../src/rootfs/tree.js'
import { layerPart } from '../support/layerParts.js'
import { failure } from '../support/thrown.js'

type Files = Parameters<typeof layerPart>[0]

/** Where a path leads, and which layers were asked for. */
async function look(path: string, layers: readonly Files[]): Promise<{ found: string | undefined; asked: number[] }> {
  const asked: number[] = []
  const located = await locate(path, layers.length, async (layer) => {
    asked.push(layer)
    return layerPart(layers[layer] ?? {}).index
  })
  const found = located && `${located.layer} ${located.entry?.header.type ?? 'implied'} ${located.path}`
  return { found, asked }
}

const layers: readonly Files[] = [
  { 'etc/': 0, 'etc/os': 1, bin: '-> usr/bin', 'usr/bin/': 0, 'usr/bin/sh': 5, 'opt/': 0, 'opt/a': 1, 'opt/d/x': 1 },
  { 'etc/': 0, 'usr/bin/': 0, 'usr/bin/ash': '=> usr/bin/sh', 'etc/loop': '-> loop', 'opt/.wh.a': 0 },
  { 'app/': 0, 'app/run': 3, 'app/etc': '-> /etc', 'opt/': 0, 'opt/.wh..wh..opq': 0, 'opt/new': 2 },
]

describe('no more layers are asked for than tell it', () => {
  test.each([
    ['app/run', '2 file app/run', [2]],
    ['/app/../app//./run', '2 file app/run', [2]],
    ['opt/new', '2 file opt/new', [2]],
    ['opt/a', undefined, [2]],
    ['opt/d/x', undefined, [2]],
    ['app/run/below', undefined, [2]],
    ['app/none', undefined, [2, 1, 0]],
    ['bin/sh', '0 file usr/bin/sh', [2, 1, 0]],
    ['bin/ash', '0 file usr/bin/sh', [2, 1, 0]],
    ['app/etc/os', '0 file etc/os', [2, 1, 0]],
    ['app/etc', '1 directory etc', [2, 1]],
    ['usr', '1 implied usr', [2, 1]],
    ['', '2 implied ', []],
    ['app/../..', '2 implied ', [2]],
  ])('%s', async (path, found, asked) => {
    expect(await look(path, layers)).toEqual({ found, asked })
  })
})

test('a hard link leads to what it was a name of, whatever became of the other name', async () => {
  const above = [...layers, { 'usr/bin/sh': 9 }]
  expect((await look('usr/bin/ash', above)).found).toBe('0 file usr/bin/sh')
  expect((await look('usr/bin/sh', above)).found).toBe('3 file usr/bin/sh')
})

test('loops of links', async () => {
  expect(await failure(look('etc/loop', layers))).toMatchObject({ code: 'source' })
  expect(await failure(look('a', [{ a: '=> b', b: '=> a' }]))).toMatchObject({ code: 'source' })
})

test('finds what is found in the files of all layers together', async () => {
  const name = fc.constantFrom(
    'a',
    'b',
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
  // In a tar, nothing is below a file, and whiteouts come before what takes the place of what they remove.
  const layer = fc
    .dictionary(name, fc.oneof(fc.nat(9), fc.constantFrom('-> d', '-> d/e', '-> b', '-> /a', '-> ..')))
    .map((files) =>
      Object.fromEntries(
        Object.entries(files)
          .filter(([path]) => !(path === 'b' && 'b/x' in files))
          .sort(([a], [b]) => Number(b.includes('.wh.')) - Number(a.includes('.wh.')))
          .map(([path, what]) => [path, /[/]$|[.]wh[.]/.test(path) ? 0 : what]),
      ),
    )
  await fc.assert(
    fc.asyncProperty(
      fc.array(layer, { maxLength: 4 }),
      fc.constantFrom('a', 'b', 'd', 'd/a', 'd/e/f', 'b/x', 'b/a/f'),
      async (files, path) => {
        const { tree } = survey(files.map((one) => layerPart(one)))
        const [expected, located] = await Promise.allSettled([
          Promise.resolve().then(() => find(tree, path)),
          locate(path, files.length, async (n) => layerPart(files[n] ?? {}).index),
        ])
        if (expected.status === 'rejected') {
          expect(located.status).toBe('rejected')
          return
        }
        if (located.status === 'rejected') throw located.reason
        const { node } = expected.value
        expect(located.value?.entry?.header.type ?? (located.value && 'directory')).toBe(node?.type)
        if (!node) return
        expect(located.value?.path).toBe(expected.value.path)
        if (node.type === 'file') expect(located.value?.entry?.header.size).toBe(node.size)
      },
    ),
    { numRuns: 500 },
  )
})
