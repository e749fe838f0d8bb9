import type { Model } from '../model.js'
import { layerColour, textOn } from '../palette.js'
import { shown } from '../format.js'
import { type Box, hasLabel, labelHeight } from './layout.js'
import type { Rect } from './squarify.js'

/** Colours of the map that the theme gives. */
export interface MapColours {
  readonly ground: string
  readonly folder: string
  readonly deeper: string
  readonly text: string
  readonly mark: string
}

/** Draws the boxes of a map. */
export function paint(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  model: Model,
  bytes: Float64Array,
  colours: MapColours,
): void {
  context.textBaseline = 'middle'
  for (const box of boxes) {
    if (box.open) paintFolder(context, box, model, colours)
    else paintFile(context, box, model, bytes)
  }
}

/** Draws a frame around a box. */
export function paintMark(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, colours: MapColours): void {
  context.lineWidth = 2
  context.strokeStyle = colours.mark
  context.strokeRect(x + 1, y + 1, width - 2, height - 2)
}

function paintFolder(context: CanvasRenderingContext2D, box: Box, model: Model, colours: MapColours): void {
  const { x, y, width, height, file, depth } = box
  context.fillStyle = depth % 2 === 1 ? colours.folder : colours.deeper
  context.fillRect(x + 0.5, y + 0.5, width - 1, height - 1)
  if (!hasLabel(box)) return
  context.fillStyle = colours.text
  context.font = depth === 1 ? boldFont : font
  write(context, shown(model.name(file)), x + 5, y + labelHeight / 2 + 1, width - 10)
}

function paintFile(context: CanvasRenderingContext2D, box: Box, model: Model, bytes: Float64Array): void {
  const { x, y, width, height, file } = box
  const colour = layerColour(model.mainLayer(file, bytes))
  context.fillStyle = colour
  const gap = width > 6 && height > 6 ? 1 : 0.5
  context.fillRect(x + gap / 2, y + gap / 2, width - gap, height - gap)
  if (width < 44 || height < 16) return
  context.fillStyle = textOn(colour)
  context.font = font
  write(context, shown(model.name(file)), x + 5, y + Math.min(height / 2, 10), width - 9)
}

const font = '11px system-ui, sans-serif'
const boldFont = '600 11px system-ui, sans-serif'

/** Writes as much of a text as there is room for. */
function write(context: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): void {
  let fitting = text
  if (context.measureText(text).width > room) {
    let length = Math.floor((text.length * room) / context.measureText(text).width)
    while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > room) length--
    if (length < 3) return
    fitting = `${text.slice(0, length)}…`
  }
  context.fillText(fitting, x, y)
}
