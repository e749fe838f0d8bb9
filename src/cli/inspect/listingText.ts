import { modeLetters } from '../../inspect/modeLetters.js'
import type { LayerListing } from '../../api/inspect/inspectLayer.js'
import type { ChangedFile, ListedFile } from '../../inspect/listing.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { widest } from '../text/width.js'
import { aligned } from './layerLines.js'

/** Files as `tar tv` shows them, a line each: what kind and mode, whose, size or device, time in UTC, path, and where a link leads. */
export function listingLines(files: readonly ListedFile[]): string[] {
  const owners = files.map(({ uid, gid }) => `${uid}/${gid}`)
  const ownerWidth = widest(owners)
  const sizes = aligned(files.map(({ size, device }) => device ?? String(size)))
  return files.map((file, i) => {
    const time = file.modified.replace(/T(\d\d:\d\d).*$/, ' $1')
    const columns = [modeText(file), (owners[i] ?? '').padEnd(ownerWidth), sizes[i], time, oneLine(file.path)]
    return columns.join(' ') + linkText(file)
  })
}

/** What a layer does: of each path a letter, A added, C changed, D deleted, and what `listingLines` tells of it. */
export function layerText(layer: LayerListing, style: Style): string {
  const { number, layers, digest, diffId, size, unpacked, instruction, files } = layer
  const head = formatRows([
    ['layer', `${number} of ${layers}`],
    ['digest', digest],
    ...(diffId === digest ? [] : [['diff id', diffId] as const]),
    ['size', `${formatBytes(size)}, ${formatBytes(unpacked)} unpacked`],
    ['made by', ...(instruction === undefined ? [] : [oneLine(instruction)])],
  ])
  const looks: Record<ChangedFile['change'], (text: string) => string> = {
    A: style.done,
    C: style.hint,
    D: style.error,
  }
  const lines = listingLines(files)
  const listed = files.map(({ change }, i) => `${looks[change](change)} ${lines[i] ?? ''}\n`)
  return files.length === 0 ? head : `${head}\n${listed.join('')}`
}

const kinds: Record<ListedFile['type'], string> = {
  file: '-',
  link: 'h',
  symlink: 'l',
  character: 'c',
  block: 'b',
  directory: 'd',
  fifo: 'p',
}

/** `-rwxr-xr-x` */
function modeText({ type, mode }: ListedFile): string {
  return kinds[type] + modeLetters(parseInt(mode, 8))
}

function linkText({ type, target }: ListedFile): string {
  if (target === undefined) return ''
  return `${type === 'link' ? ' link to ' : ' -> '}${oneLine(target)}`
}
