import { expect, it } from 'vitest'
import type { LayerEntry } from '../../../../src/oci/verify/contents/layerContents.js'
import { TreeChecks } from '../../../../src/oci/verify/contents/treeChecks.js'

const file = (path: string): LayerEntry => ({ path, type: 'file', linkPath: '' })
const place = { file: 'image.tar' }

it('checks the layers of images that have the same ones once, and others by themselves', () => {
  const checks = new TreeChecks()
  const [twice, below] = [[file('a'), file('a')], [file('a/b')]]
  const first = checks.of([twice, below])
  expect(first.map((hits) => hits.findings(place).map(({ rule }) => rule))).toEqual([
    ['entry-twice'],
    ['entry-below-lower-file'],
  ])
  expect(checks.of([twice, below])).toBe(first)
  expect(checks.of([below, twice])).not.toBe(first)
  expect(checks.of([below]).map((hits) => hits.findings(place))).toEqual([[]])
})

it('refuses more entries than time is given to, and not those that are known', () => {
  const checks = new TreeChecks()
  const few = [file('a')]
  const many = new Array<LayerEntry>(20_000_000)
  checks.of([few])
  expect(() => checks.of([many])).toThrow('more than 20000000 entries')
  expect(checks.of([few])).toHaveLength(1)
})
