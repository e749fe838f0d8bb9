import type { FileFigures, HiddenFiles, SizedFile } from '../../inspect/report.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { aligned } from './layerLines.js'

/** What an image's files come to, and those that cost most. */
export function fileLines(figures: FileFigures, style: Style): string {
  const { files, directories, unpacked, seen, hidden, efficiency, wasted, biggest, wasteful } = figures
  const rows = formatRows([
    ['files', `${files}, with ${directories} directories, ${formatBytes(seen)}`],
    ['hidden', `${formatBytes(hidden)} of ${formatBytes(unpacked)}, in files that layers replace or remove`],
    ['efficiency', `${(efficiency * 100).toFixed(2)} %, ${formatBytes(wasted)} wasted, as dive counts`],
  ])
  return [
    rows,
    listed('biggest files', biggest, ({ layer }) => `layer ${layer}`, style),
    listed('biggest hidden', wasteful, fate, style),
  ]
    .filter(Boolean)
    .join('\n')
}

function fate({ layer, files, by, byLayer }: HiddenFiles): string {
  const which = files === 1 ? `layer ${layer}` : `${files} files of layer ${layer}`
  return `${which}, ${by} by ${layer === byLayer ? 'it' : byLayer}`
}

function listed<T extends SizedFile>(
  title: string,
  files: readonly T[],
  what: (file: T) => string,
  style: Style,
): string {
  if (files.length === 0) return ''
  const sizes = aligned(files.map(({ size }) => formatBytes(size)))
  const line = (file: T, i: number): string => `  ${sizes[i] ?? ''}  ${oneLine(file.path)}  ${style.faint(what(file))}`
  return [title, ...files.map(line), ''].join('\n')
}
