import { describe, expect, it } from 'vitest'
import { idsOfAnother, parseSubordinate, possibleIds } from '../../../src/exec/linux/ids.js'

describe('subordinate ids', () => {
  const text = '# none\nann:100000:65536\n1001:300000:10\nbob:1:0\nann:400000:5\nbroken:x:y\nann:1\n'

  it.each([
    [
      ['ann', '1000'],
      [
        [100000, 65536],
        [400000, 5],
      ],
    ],
    [['eve', '1001'], [[300000, 10]]],
    [['bob'], []],
    [['broken'], []],
  ])('of %j', (names, ranges) => {
    expect(parseSubordinate(text, names).map(({ start, count }) => [start, count])).toEqual(ranges)
  })
})

describe('the ids that can be had', () => {
  it('by root are the very ones', async () => {
    expect(await possibleIds(0, 0)).toEqual([{ kind: 'root', name: 'root', uidMap: [], gidMap: [] }])
  })

  it('by somebody of whom nothing is written are a single one', async () => {
    const ids = await possibleIds(4_000_000, 4_000_001)
    expect(ids.map(({ kind, name }) => [kind, name])).toEqual([['single', 'single-4000000-4000001']])
  })
})

describe('the ids of another user', () => {
  it("are nobody's for root, who is the last of them", async () => {
    const ids = await idsOfAnother(0, 0)
    const map = [0, 1 << 30, 1 << 28, 1 << 28, 0, 1]
    expect(ids).toMatchObject({ kind: 'range', uidMap: map, gidMap: map })
  })

  it('cannot be had by somebody of whom nothing is written', async () => {
    expect(await idsOfAnother(4_000_000, 4_000_001)).toBeUndefined()
  })
})
