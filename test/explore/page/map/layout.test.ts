import { describe, expect, it } from 'vitest'
import type { ExploreData } from '../../../../src/explore/data.js'
import { boxAt, layout } from '../../../../src/explore/page/map/layout.js'
import { Model } from '../../../../src/explore/page/model.js'

const rect = { x: 0, y: 0, width: 800, height: 400 }

/** A model of files given as their parents' numbers and their sizes; a folder has none. */
function modelOf(files: readonly { parent: number; size?: number }[]): Model {
  const table = {
    name: files.map((_, i) => `f${i}`),
    parent: files.map(({ parent }) => parent),
    kind: files.map(({ size }) => (size === undefined ? 'd' : '-')).join(''),
    size: files.map(({ size = 0 }) => size),
    layer: files.map(() => 0),
  }
  return new Model({ files: table } as unknown as ExploreData)
}

describe('the map', () => {
  const model = modelOf([
    { parent: 0 },
    { parent: 0 },
    { parent: 1, size: 300 },
    { parent: 1, size: 100 },
    { parent: 0, size: 100 },
    { parent: 0, size: 0 },
  ])
  const boxes = layout(model, model.weights(undefined).bytes, 0, rect)

  it('has a box for each file that has a size, folders before what is in them', () => {
    expect(boxes.map(({ file, depth, open }) => [file, depth, open])).toEqual([
      [1, 1, true],
      [2, 2, false],
      [3, 2, false],
      [4, 1, false],
    ])
  })

  it('has what is in a folder within the folder', () => {
    const [folder, ...inner] = boxes.filter(({ file }) => file <= 3)
    if (!folder) throw new Error('there is no folder')
    for (const box of inner) {
      expect(box.x).toBeGreaterThanOrEqual(folder.x)
      expect(box.y).toBeGreaterThanOrEqual(folder.y)
      expect(box.x + box.width).toBeLessThanOrEqual(folder.x + folder.width + 1e-9)
      expect(box.y + box.height).toBeLessThanOrEqual(folder.y + folder.height + 1e-9)
    }
  })

  it('finds the innermost box at a point', () => {
    for (const box of boxes.filter(({ open }) => !open))
      expect(boxAt(boxes, box.x + box.width / 2, box.y + box.height / 2)?.file).toBe(box.file)
    expect(boxAt(boxes, -1, 0)).toBeUndefined()
  })

  it('draws a folder that is too small for what is in it as one', () => {
    const small = layout(model, model.weights(undefined).bytes, 0, { x: 0, y: 0, width: 20, height: 10 })
    expect(small.every(({ open }) => !open)).toBe(true)
  })

  it('is empty where nothing has a size', () => {
    const empty = modelOf([{ parent: 0 }, { parent: 0, size: 0 }])
    expect(layout(empty, empty.weights(undefined).bytes, 0, rect)).toEqual([])
  })
})
