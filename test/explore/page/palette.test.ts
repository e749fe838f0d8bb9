import { expect, test } from 'vitest'
import { layerColour, textOn } from '../../../src/explore/page/palette.js'

/** The ratio of contrast of two colours (WCAG 2, 1.4.3). */
function contrast(a: string, b: string): number {
  const light = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const channel = parseInt(colour.slice(at, at + 2), 16) / 255
      return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
  }
  return Math.max(light(a), light(b)) / Math.min(light(a), light(b))
}

test.each([undefined, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 123])('text can be read on the colour of layer %s', (layer) => {
  expect(contrast(layerColour(layer), textOn(layerColour(layer)))).toBeGreaterThan(4.5)
})
