import type { InspectReport } from '../../api/inspect/report.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows, type Row } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { fileLines } from './fileLines.js'
import { layerLines } from './layerLines.js'

/** An image's report for people, in lines of at most `columns` where a shorter one can tell enough. */
export function reportText(report: InspectReport, style: Style, columns = Infinity): string {
  const parts = [
    formatRows(headRows(report)),
    titled('config', formatRows(fieldRows(report.config), '  ')),
    layerLines(report.layers, style, columns),
    report.files ? fileLines(report.files, style) : '',
  ]
  return parts.filter(Boolean).join('\n')
}

function headRows({
  names,
  platform,
  platforms,
  imageId,
  manifestDigest,
  created,
  size,
  layers,
}: InspectReport): Row[] {
  const others = platforms.filter((other) => other !== platform)
  return [
    ['names', ...names.map(oneLine)],
    ['platform', oneLine(platform) + (others.length > 0 ? `; there are ${others.map(oneLine).join(', ')} too` : '')],
    ['image id', imageId],
    ['digest', manifestDigest],
    ['created', ...(created === undefined ? [] : [oneLine(created)])],
    ['size', `${formatBytes(size)} in ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}`],
  ]
}

function titled(title: string, text: string): string {
  return text && `${title}\n${text}`
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

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}
