import type { InspectReport, LayerReport } from '../../api/options.js'
import { oneLine } from '../text/harmless.js'
import { formatRows, type Row } from '../text/table.js'
import { formatBytes } from '../text/units.js'

/** Of a digest, as much as tells it from others. */
const shortDigest = 'sha256:'.length + 12

/** An image's report for people. */
export function reportText(report: InspectReport): string {
  const { names, platform, imageId, manifestDigest, created, size, config, layers } = report
  const head = formatRows([
    ['names', ...names.map(oneLine)],
    ['platform', oneLine(platform)],
    ['image id', imageId],
    ['digest', manifestDigest],
    ['created', ...(created === undefined ? [] : [oneLine(created)])],
    ['size', `${formatBytes(size)} in ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}`],
  ])
  const configRows = formatRows(fieldRows(config), '  ')
  const layerRows = layerLines(layers)
  return [head, configRows && `config\n${configRows}`, layerRows && `layers\n${layerRows}`].filter(Boolean).join('\n')
}

/** The configuration's fields under their own names, a line for each item; what is not set is left out. */
function fieldRows(config: unknown): Row[] {
  return entriesOf(config).map(([name, value]): Row => [oneLine(name), ...valueLines(value)])
}

function valueLines(value: unknown): string[] {
  if (value === null || value === undefined || value === '' || value === false) return []
  if (typeof value === 'string') return [oneLine(value)]
  if (Array.isArray(value)) return value.map(itemText)
  if (typeof value !== 'object') return [JSON.stringify(value)]
  // Volumes and ports are keys of empty objects.
  return entriesOf(value).map(([key, item]) => oneLine(isEmpty(item) ? key : `${key}=${itemText(item)}`))
}

function itemText(item: unknown): string {
  return oneLine(typeof item === 'string' ? item : JSON.stringify(item))
}

function layerLines(layers: readonly LayerReport[]): string {
  const sizes = layers.map(({ size }) => formatBytes(size))
  const numberWidth = String(layers.length).length
  const sizeWidth = Math.max(0, ...sizes.map((size) => size.length))
  return layers
    .map(({ digest, createdBy }, i) => {
      const number = String(i + 1).padStart(numberWidth)
      const size = (sizes[i] ?? '').padStart(sizeWidth)
      return `  ${number}  ${digest.slice(0, shortDigest)}  ${size}  ${oneLine(createdBy ?? '')}`.trimEnd() + '\n'
    })
    .join('')
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}
