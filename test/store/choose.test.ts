import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesToPrune, totalSize } from '../../src/store/choose.js'
import type { Entry } from '../../src/store/inventory.js'

function entry(name: string, size: number, lastUsed: number): Entry {
  return { kind: 'blob', name, path: `/${name}`, clock: `/${name}`, size, lastUsed }
}

const entries = [entry('new', 10, 300), entry('old', 20, 100), entry('middle', 30, 200), entry('empty', 0, 150)]

describe('what has to go', () => {
  it.each([
    [{}, []],
    [{ maxSize: 60 }, []],
    [{ maxSize: 59 }, ['old']],
    [{ maxSize: 40 }, ['old']],
    [{ maxSize: 39 }, ['old', 'empty', 'middle']],
    [{ maxSize: 0 }, ['old', 'empty', 'middle', 'new']],
    [{ usedSince: 100 }, []],
    [{ usedSince: 101 }, ['old']],
    [{ usedSince: 201 }, ['old', 'empty', 'middle']],
    [{ usedSince: Infinity }, ['old', 'empty', 'middle', 'new']],
    [{ usedSince: 101, maxSize: 50 }, ['old']],
    [{ usedSince: 101, maxSize: 30 }, ['old', 'empty', 'middle']],
  ])('for %j', (limits, names) => {
    expect(entriesToPrune(entries, limits).map(({ name }) => name)).toEqual(names)
  })

  it('leaves what fits, and takes nothing that was used after what it leaves', () => {
    const some = fc.array(fc.record({ size: fc.nat(1000), lastUsed: fc.nat(100) }))
    const limits = fc.record({ maxSize: fc.nat(10_000), usedSince: fc.nat(100) }, { requiredKeys: [] })
    fc.assert(
      fc.property(some, limits, (parts, { maxSize, usedSince }) => {
        const all = parts.map(({ size, lastUsed }, i) => entry(`${i}`, size, lastUsed))
        const gone = entriesToPrune(all, { maxSize, usedSince })
        const left = all.filter((one) => !gone.includes(one))
        expect(totalSize(left)).toBeLessThanOrEqual(maxSize ?? Infinity)
        for (const one of left) expect(one.lastUsed).toBeGreaterThanOrEqual(usedSince ?? 0)
        const oldest = Math.min(...left.map(({ lastUsed }) => lastUsed))
        for (const one of gone) expect(one.lastUsed).toBeLessThanOrEqual(oldest)
        // One less would not do.
        const last = gone.at(-1)
        if (last && last.lastUsed >= (usedSince ?? 0))
          expect(totalSize([...left, last])).toBeGreaterThan(maxSize ?? Infinity)
      }),
    )
  })
})
