import { expect, test } from 'vitest'
import { listChanges, listDirectory, listedFile, listLayer } from '../../src/inspect/listing.js'
import { survey } from '../../src/inspect/survey.js'
import { tarHeader } from '../../src/oci/tar/entry.js'
import { nodeAt } from '../../src/rootfs/tree.js'
import { layerPart } from '../support/layerParts.js'

const paths = (files: readonly { readonly path: string }[]): string[] => files.map(({ path }) => path)

test('what a header says', () => {
  const link = { type: 'link', linkPath: 'b', mode: 0o4755, uid: 1, gid: 2, mtime: 1, mtimeNsec: 500_000_000 } as const
  expect(listedFile(tarHeader('caf\xe9/\xff', link))).toEqual({
    ...{ path: '/caf\ufffd/\ufffd', type: 'link', mode: '4755', uid: 1, gid: 2, size: 0 },
    ...{ modified: '1970-01-01T00:00:01.500Z', target: '/b' },
  })
  expect(listedFile(tarHeader('d', { type: 'block', devMajor: 8, devMinor: 1 }))).toMatchObject({ device: '8:1' })
  expect(listedFile(tarHeader('s', { type: 'symlink', linkPath: '../x' }))).toMatchObject({ target: '../x' })
})

test.each([
  [9e15, '+275760-09-13T00:00:00.000Z'],
  [-9e15, '-271821-04-20T00:00:00.000Z'],
  [-1, '1969-12-31T23:59:59.000Z'],
])('a time of %d seconds', (mtime, modified) => {
  expect(listedFile(tarHeader('a', { mtime })).modified).toBe(modified)
})

test('a directory of an image', () => {
  const { tree } = survey([layerPart({ 'd/b': 1, 'd/a/': 0, 'd/a/x': 1, e: '=> d/b' })])
  const directory = nodeAt(tree, 'd')
  if (directory?.type !== 'directory') throw new Error('d is no directory')
  expect(paths(listDirectory(directory, 'd', false))).toEqual(['/d/a', '/d/b'])
  expect(paths(listDirectory(directory, 'd', true))).toEqual(['/d/a', '/d/a/x', '/d/b'])
  expect(listDirectory(tree, '', false).map(({ path, type }) => `${type} ${path}`)).toEqual(['directory /d', 'file /e'])
})

test('a layer alone', () => {
  const { index } = layerPart(
    { 'd/b': 1, 'd/e/x': 2, 'd/e/': 0, 'd/.wh.gone': 0, d2: '=> d/b', 'dd/x': 1 },
    { 'd/e/': 0o700 },
  )
  expect(paths(listLayer(index, '', false))).toEqual(['/d', '/d2', '/dd'])
  expect(paths(listLayer(index, '', true))).toEqual(['/d/b', '/d/e/x', '/d/e', '/d/.wh.gone', '/d2', '/dd/x'])
  expect(listLayer(index, 'd', false).map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '0644 /d/b',
    '0700 /d/e',
    '0644 /d/.wh.gone',
  ])
  expect(listLayer(index, 'd/b', false)).toMatchObject([{ path: '/d/b', size: 1 }])
  expect(listLayer(index, 'none', true)).toEqual([])
})

test('what a layer does', () => {
  const { layers } = survey([layerPart({ a: 1, b: 2 }), layerPart({ '.wh.a': 0, b: 3, c: '-> b' })])
  const files = listChanges(layers[1]?.changes ?? [])
  expect(files.map(({ change, path, size }) => `${change} ${path} ${size}`)).toEqual(['D /a 1', 'C /b 3', 'A /c 0'])
})
