import type { LayerReport } from '../../api/inspect/report.js'
import type { LayerFigures } from '../../inspect/report.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatBytes } from '../../core/formatBytes.js'
import { cutTo, widest } from '../text/width.js'

/** Of a digest's hex digits, as many as tell it from others. */
const shortDigest = 12

/** The figures of a layer as columns: what they are called, and what they say. */
const columnsOf: readonly (readonly [
  name: string,
  (layer: LayerReport & { readonly figures: LayerFigures }) => string,
])[] = [
  ['packed', ({ size }) => formatBytes(size)],
  ['unpacked', ({ figures }) => formatBytes(figures.unpacked)],
  ['hidden', ({ figures }) => formatBytes(figures.hidden)],
  ['added', ({ figures }) => String(figures.added)],
  ['changed', ({ figures }) => String(figures.changed)],
  ['removed', ({ figures }) => String(figures.removed)],
]

/** The layers, the lowest first; where their figures are known, what made each is on a line of its own. */
export function layerLines(layers: readonly LayerReport[], style: Style, columns: number): string {
  if (layers.length === 0) return ''
  const withFigures = layers.flatMap((layer) => (layer.figures ? [{ ...layer, figures: layer.figures }] : []))
  const numbers = aligned(layers.map((_, i) => String(i + 1)))
  const digests = layers.map(({ digest }) => digest.slice('sha256:'.length).slice(0, shortDigest))
  if (withFigures.length < layers.length) {
    const sizes = aligned(layers.map(({ size }) => formatBytes(size)))
    const line = (layer: LayerReport, i: number): string =>
      cutTo(`  ${numbers[i] ?? ''}  ${digests[i] ?? ''}  ${sizes[i] ?? ''}  ${madeBy(layer)}`.trimEnd(), columns)
    return ['layers', ...layers.map(line), ''].join('\n')
  }
  const cells = columnsOf.map(([name, value]) => aligned([name, ...withFigures.map(value)]))
  const row = (i: number): string => cells.map((column) => column[i] ?? '').join('  ')
  const start = `  ${numbers[0] ?? ''}  ${digests[0] ?? ''}`.length
  const lines = layers.flatMap((layer, i) => {
    const indent = ' '.repeat(4 + (numbers[i] ?? '').length)
    const maker = madeBy(layer)
    return [
      `  ${numbers[i] ?? ''}  ${style.faint(digests[i] ?? '')}  ${row(i + 1)}`,
      ...(maker ? [style.faint(indent + cutTo(maker, columns - indent.length))] : []),
    ]
  })
  return [`${'layers'.padEnd(start)}  ${row(0)}`, ...lines, ''].join('\n')
}

function madeBy({ instruction }: LayerReport): string {
  return oneLine(instruction ?? '')
}

/** Texts with spaces before them, so that their ends stand below each other. */
export function aligned(texts: readonly string[]): string[] {
  const width = widest(texts)
  return texts.map((text) => text.padStart(width))
}
