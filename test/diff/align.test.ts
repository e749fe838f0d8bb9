import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align } from '../../src/diff/align.js'

/** What two texts become, character by character: `a=` for one that stays, `a>b`, `-a`, `+b`. */
function aligned(before: string, after: string): string {
  const score = (a: string, b: string): number => (a === b ? 10 : a.toLowerCase() === b.toLowerCase() ? 3 : 0)
  const pairs = align(Array.from(before), Array.from(after), score)
  return pairs.map(([a, b]) => (a === b ? `${a}=` : a && b ? `${a}>${b}` : a ? `-${a}` : `+${b}`)).join(' ')
}

describe('what corresponds in two sequences', () => {
  test.each([
    ['', '', ''],
    ['abc', 'abc', 'a= b= c='],
    ['ac', 'abc', 'a= +b c='],
    ['abc', 'ac', 'a= -b c='],
    ['abc', 'aBc', 'a= b>B c='],
    ['ab', 'xy', '-a -b +x +y'],
    ['ab', 'bA', '-a b= +A'],
    ['abxd', 'aByd', 'a= b>B -x +y d='],
  ])('%s and %s', (before, after, expected) => {
    expect(aligned(before, after)).toBe(expected)
  })

  test('nothing is lost, added or moved', () => {
    const items = fc.array(fc.constantFrom('a', 'b', 'c', 'A', 'B'), { maxLength: 12 })
    fc.assert(
      fc.property(items, items, (before, after) => {
        const pairs = align(before, after, (a, b) => (a === b ? 2 : a.toLowerCase() === b.toLowerCase() ? 1 : 0))
        expect(pairs.flatMap(([a]) => a ?? [])).toEqual(before)
        expect(pairs.flatMap(([, b]) => b ?? [])).toEqual(after)
        for (const [a, b] of pairs) if (a && b) expect(a.toLowerCase()).toBe(b.toLowerCase())
      }),
    )
  })

  test('sequences of a length that nobody has are matched by their positions', () => {
    const long = Array.from({ length: 3000 }, (_, i) => i)
    const pairs = align(long, [...long.slice(0, 2000), -1], (a, b) => (a === b ? 1 : 0))
    expect(pairs).toHaveLength(3001)
    expect(pairs.flatMap(([a]) => a ?? [])).toEqual(long)
    expect(pairs[1999]).toEqual([1999, 1999])
  })
})
