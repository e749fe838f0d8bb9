import type { Model } from '../model.js'
import { type Rect, squarify } from './squarify.js'

/** A file or a folder in the map. */
export interface Box extends Rect {
  readonly file: number
  /** Below the folder that is shown, from 1. */
  readonly depth: number
  /** Whether what is in it has boxes of its own. */
  readonly open: boolean
}

export const labelHeight = 16
/** What is smaller is not drawn, and a folder that is smaller than the second is drawn as one. */
const smallestSide = 1
const smallestOpen = 14

/** The boxes of all that is in a folder, folders before what is in them. What is too small to be seen has none. */
export function layout(model: Model, weights: Float64Array, folder: number, rect: Rect): Box[] {
  const boxes: Box[] = []
  const fill = (parent: number, within: Rect, depth: number): void => {
    const children = model
      .children(parent)
      .filter((child) => (weights[child] ?? 0) > 0)
      .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
    const rects = squarify(
      children.map((child) => weights[child] ?? 0),
      within,
    )
    for (const [i, file] of children.entries()) {
      const box = rects[i]
      if (!box || box.width < smallestSide || box.height < smallestSide) continue
      const inner = inside(box)
      const open = model.isFolder(file) && inner.width >= smallestOpen && inner.height >= smallestOpen
      boxes.push({ ...box, file, depth, open })
      if (open) fill(file, inner, depth + 1)
    }
  }
  fill(folder, rect, 1)
  return boxes
}

/** Whether a folder of this size has its name above what is in it. */
export function hasLabel({ width, height }: Rect): boolean {
  return width >= 48 && height >= 40
}

function inside(box: Rect): Rect {
  const labelled = hasLabel(box)
  const [side, top] = labelled ? [2, labelHeight] : [1, 1]
  const { x, y, width, height } = box
  return { x: x + side, y: y + top, width: width - 2 * side, height: height - top - side }
}

/** The innermost box at a point. */
export function boxAt(boxes: readonly Box[], x: number, y: number): Box | undefined {
  return boxes.findLast((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height)
}
