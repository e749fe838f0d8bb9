import { expect, test } from 'vitest'
import { fileFigures, layerFigures } from '../../src/inspect/report.js'
import { survey } from '../../src/inspect/survey.js'
import { layerPart } from '../support/layerParts.js'

const image = survey([
  layerPart({
    'bin/': 0,
    'bin/sh': 1000,
    'bin/ash': '=> bin/sh',
    'lib/': 0,
    'lib/a.so': 700,
    'lib/b.so': 300,
    empty: 0,
  }),
  layerPart({ 'lib/': 0, 'lib/.wh.b.so': 0, 'lib/a.so': 800, 'lib/c': '-> a.so' }),
  layerPart({ 'app/': 0, 'app/caf\xe9': 50, '.wh.lib': 0 }),
])

test('what each layer does, without directories', () => {
  expect(layerFigures(image)).toEqual([
    { unpacked: 2000, hidden: 1000, added: 5, changed: 0, removed: 0 },
    { unpacked: 800, hidden: 800, added: 1, changed: 1, removed: 1 },
    { unpacked: 50, hidden: 0, added: 1, changed: 0, removed: 2 },
  ])
})

test('what all come to', () => {
  expect(fileFigures(image)).toEqual({
    // By hand: bin/ash 0, bin/sh 1000, empty 0, app/café 50 once each; lib/a.so 700 and 800; lib/b.so 300 and 0; lib/c 0; lib 0 + 800.
    efficiency: (1000 + 50 + 700 + 0 + 800) / (1000 + 50 + 1500 + 300 + 800),
    wasted: 1500 + 300,
    unpacked: 2850,
    seen: 1050,
    hidden: 1800,
    files: 4,
    directories: 2,
    biggest: [
      { path: '/bin/ash', size: 1000, layer: 1 },
      { path: '/app/caf\ufffd', size: 50, layer: 3 },
    ],
    wasteful: [
      { path: '/lib', size: 800, files: 1, layer: 2, by: 'removed', byLayer: 3 },
      { path: '/lib/a.so', size: 700, files: 1, layer: 1, by: 'replaced', byLayer: 2 },
      { path: '/lib/b.so', size: 300, files: 1, layer: 1, by: 'removed', byLayer: 2 },
    ],
  })
})

test('no more than ten files are named', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i]))
  const gone = Object.fromEntries(Object.keys(many).map((name) => [name, 100]))
  const { biggest, wasteful } = fileFigures(survey([layerPart(many), layerPart(gone)]))
  expect(biggest).toHaveLength(10)
  expect(wasteful.map(({ path }) => path)).toEqual(Array.from({ length: 10 }, (_, i) => `/f${29 - i}`))
})

test('an image without layers', () => {
  expect(fileFigures(survey([]))).toMatchObject({ efficiency: 1, wasted: 0, unpacked: 0, files: 0, biggest: [] })
})

test('what was removed with a directory is told as one, by the layers that it came with', () => {
  const { wasteful } = fileFigures(
    survey([
      layerPart({ 'd/': 0, 'd/a': 1, 'd/e/': 0, 'd/e/b': 10, 'd/e/link': '-> b', 'd-': 5, 'k/': 0, 'k/x': 7 }),
      layerPart({ 'd/e/c': 100, kept: '=> d/a' }),
      layerPart({ '.wh.d': 0, '.wh.d-': 0, k: 3 }),
    ]),
  )
  expect(wasteful).toEqual([
    { path: '/d', size: 100, files: 1, layer: 2, by: 'removed', byLayer: 3 },
    { path: '/d', size: 10, files: 1, layer: 1, by: 'removed', byLayer: 3 },
    { path: '/k/x', size: 7, files: 1, layer: 1, by: 'removed', byLayer: 3 },
    { path: '/d-', size: 5, files: 1, layer: 1, by: 'removed', byLayer: 3 },
  ])
})
