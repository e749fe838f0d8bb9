import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { type BuiltCache, merge } from '../../../src/export/sharedCache/merge.js'
import {
  type CacheDocument,
  emptyDocument,
  encodeDocument,
  maxRuns,
  parseDocument,
} from '../../../src/sources/sharedCache/document.js'

/** What a build adds that has executed RUNs of these names, or found them. */
function built(names: readonly string[], fresh = true, made = (name: string) => name): BuiltCache {
  return {
    runs: names.map((name) => ({ key: keyOf(name), layer: sha256(made(name)), fresh })),
    layers: names.map((name) => layer(made(name))),
    bases: [],
  }
}
const keyOf = (name: string): string => sha256(`key ${name}`).slice(7)
const layer = (name: string) => ({ diffId: sha256(name), size: 1, blob: sha256(`blob ${name}`), by: '' })
const keys = ({ runs }: CacheDocument): string[] => runs.map(({ key }) => key)

describe('what a build adds to a cache', () => {
  test('comes first, and the rest stays', () => {
    const one = merge(emptyDocument, built(['a', 'b']))
    const two = merge(one, built(['c']))
    expect(keys(two)).toEqual(['c', 'a', 'b'].map(keyOf))
    expect(two.layers.map(({ diffId }) => diffId)).toEqual(['a', 'b', 'c'].map((name) => sha256(name)).sort())
  })

  test('is nothing where all of it is there', () => {
    const before = merge(emptyDocument, built(['a', 'b']))
    expect(merge(before, built(['b']))).toBe(before)
    expect(merge(before, built(['b'], false))).toBe(before)
  })

  test('takes the place of what another build has made, where it was executed', () => {
    const before = merge(emptyDocument, built(['a']))
    const other = () => 'another'
    expect(merge(before, built(['a'], false, other))).toBe(before)
    expect(merge(before, built(['a'], true, other)).layers).toEqual([layer('another')])
  })

  test('pushes out what was not used for longest', () => {
    const names = Array.from({ length: maxRuns }, (_, i) => `run ${i}`)
    const full = merge(emptyDocument, built(names))
    const [last = ''] = names.slice(-1)
    const used = merge(full, built([last], false))
    expect(keys(used)[0]).toBe(keyOf(last))
    const more = merge(used, built(['new']))
    expect(keys(more)).toHaveLength(maxRuns)
    expect(keys(more)).toContain(keyOf(last))
    expect(keys(more)).not.toContain(keyOf(names.at(-2) ?? ''))
    expect(more.layers).toHaveLength(maxRuns)
  })

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const builds = fc.array(fc.uniqueArray(name), { minLength: 1, maxLength: 6 })
  test('is there afterwards, with the layers of all RUNs and no others, and can be read again', () => {
    fc.assert(
      fc.property(builds, (all) => {
        const last = all.reduce((before, names) => merge(before, built(names)), emptyDocument)
        expect(keys(last).sort()).toEqual([...new Set(all.flat())].map(keyOf).sort())
        expect(last.layers.map(({ diffId }) => diffId)).toEqual([...new Set(last.runs.map((run) => run.layer))].sort())
        expect(parseDocument(encodeDocument(last), 'a cache')).toEqual(last)
      }),
    )
  })
})
