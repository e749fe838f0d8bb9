import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { efficiencyOf } from '../../src/inspect/efficiency.js'
import { layerPart } from '../support/layerParts.js'

type Files = Parameters<typeof layerPart>[0]

function efficiency(...layers: Files[]): ReturnType<typeof efficiencyOf> {
  return efficiencyOf(layers.map((files) => layerPart(files).index.entries))
}

/** Reckoned by hand, from what dive does: [what it shows, the layers, efficiency, wasted bytes]. */
const cases: [string, Files[], number, number][] = [
  ['nothing at all', [{}], 1, 0],
  [
    'each path once',
    [
      { 'a/': 0, 'a/x': 100 },
      { 'a/': 0, 'a/y': 50 },
    ],
    1,
    0,
  ],
  // a: least 60, sum 160; b: 40 once. (60 + 40) / (160 + 40).
  ['a file that is replaced: both count as wasted', [{ a: 100, b: 40 }, { a: 60 }], 0.5, 160],
  // a: 100 and 0 for the whiteout. (0 + 40) / (100 + 40).
  ['a file that is removed', [{ a: 100, b: 40 }, { '.wh.a': 0 }], 40 / 140, 100],
  // d/x 70 and d/y 30 once each; d itself is named by the whiteout alone, with the 100 below it. (70 + 30 + 100) / 200.
  [
    'a directory that is removed counts what it held, yet one name is no two',
    [{ 'd/': 0, 'd/x': 70, 'd/y': 30 }, { '.wh.d': 0 }],
    1,
    0,
  ],
  // As above, but a third layer names d too, as an empty directory: least 0, sum 100.
  ['a directory that is removed and comes back', [{ 'd/': 0, 'd/x': 100 }, { '.wh.d': 0 }, { 'd/': 0 }], 0.5, 100],
  // d has no header of its own: dive takes it for no directory. d/x 100 once, d 0.
  ['a directory that no header names', [{ 'd/x': 100 }, { '.wh.d': 0 }], 1, 0],
  // a is looked for, then z counts: the whiteout of what is not there comes first in the order of names, and ends its layer.
  ['a whiteout of nothing ends its layer', [{ z: 10 }, { '.wh.a': 0, z: 10 }], 1, 0],
  ['and what comes before it counts', [{ '+': 10 }, { '+': 10, '.wh.a': 0 }], 0.5, 20],
  [
    'opaque marks are not seen',
    [
      { 'd/': 0, 'd/x': 100 },
      { 'd/': 0, 'd/.wh..wh..opq': 0, 'd/y': 1 },
    ],
    1,
    0,
  ],
  // The directory d is a leaf of the second layer alone.
  ['a directory alone is a path too', [{ 'd/': 0, 'd/x': 100 }, { 'd/': 0 }], 1, 0],
  ['links take nothing', [{ a: 100 }, { b: '=> a', c: '-> a' }, { b: '=> a', c: '-> a' }], 1, 0],
  // Laid over each other: a of the second layer is gone before the third removes it again, which ends that layer before b.
  ['what was removed is not there any more', [{ a: 5, b: 7 }, { '.wh.a': 0 }, { '.wh.a': 0, b: 7 }], 7 / 12, 5],
]

describe('as dive reckons', () => {
  test.each(cases)('%s', (_, layers, expected, wasted) => {
    expect(efficiency(...layers)).toEqual({ efficiency: expected, wasted })
  })
})

test('never worse than nothing, never better than all; without a path in two layers, all', () => {
  const layer = fc.dictionary(fc.constantFrom('a', 'b', 'd/', 'd/x', 'd/y', '.wh.a', '.wh.d', 'd/.wh.x'), fc.nat(1000))
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 4 }), (layers) => {
      const { efficiency: score, wasted } = efficiency(...layers)
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(wasted).toBeGreaterThanOrEqual(0)
      const paths = layers.flatMap((files) => Object.keys(files))
      if (!paths.some((path) => path.includes('.wh.')) && new Set(paths).size === paths.length) expect(score).toBe(1)
    }),
  )
})
