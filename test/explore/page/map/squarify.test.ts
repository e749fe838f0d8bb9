import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Rect, squarify } from '../../../../src/explore/page/map/squarify.js'

const weights = fc
  .array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 60 })
  .map((all) => all.sort((a, b) => b - a))
const rect: fc.Arbitrary<Rect> = fc.record({
  x: fc.integer({ min: 0, max: 50 }),
  y: fc.integer({ min: 0, max: 50 }),
  width: fc.integer({ min: 1, max: 2000 }),
  height: fc.integer({ min: 1, max: 2000 }),
})
const area = ({ width, height }: Rect): number => width * height

describe('squarify', () => {
  it('gives each weight its share of the area', () => {
    fc.assert(
      fc.property(weights, rect, (all, whole) => {
        const total = all.reduce((sum, weight) => sum + weight, 0)
        const rects = squarify(all, whole)
        expect(rects).toHaveLength(all.length)
        for (const [i, one] of rects.entries()) expect(area(one) / area(whole)).toBeCloseTo((all[i] ?? 0) / total, 6)
      }),
    )
  })

  it('stays within the rectangle, and no two overlap', () => {
    fc.assert(
      fc.property(weights, rect, (all, whole) => {
        const slack = 1e-6 * (whole.width + whole.height)
        const rects = squarify(all, whole)
        for (const { x, y, width, height } of rects) {
          expect(x).toBeGreaterThanOrEqual(whole.x - slack)
          expect(y).toBeGreaterThanOrEqual(whole.y - slack)
          expect(x + width).toBeLessThanOrEqual(whole.x + whole.width + slack)
          expect(y + height).toBeLessThanOrEqual(whole.y + whole.height + slack)
        }
        for (const [i, a] of rects.entries())
          for (const b of rects.slice(i + 1)) expect(overlap(a, b)).toBeLessThanOrEqual(slack * slack + 1e-3)
      }),
      { numRuns: 50 },
    )
  })

  it('makes equal weights nearly square', () => {
    const rects = squarify(Array<number>(100).fill(1), { x: 0, y: 0, width: 300, height: 200 })
    const ratios = rects.map(({ width, height }) => Math.max(width / height, height / width))
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(1.5)
  })

  it('gives nothing for nothing', () => {
    expect(squarify([], { x: 0, y: 0, width: 10, height: 10 })).toEqual([])
  })
})

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
