/** Colours that differ for who sees colours otherwise too (Okabe and Ito, 2008), with two more of other brightness. */
const colours = [
  '#0f77b8',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#e3d33a',
  '#9a80c6',
  '#7f8c3b',
  '#9aa0a6',
]

/** The colour of a layer, counted from 0; of what no layer made, grey. */
export function layerColour(layer: number | undefined): string {
  return layer === undefined ? '#80868b' : (colours[layer % colours.length] ?? '')
}

/** The colour of a text that can be read on a layer's colour. */
export function textOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? '#10151c' : '#ffffff'
}

/** A channel of sRGB as light (WCAG 2, "relative luminance"). */
function linear(channel: number): number {
  return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
