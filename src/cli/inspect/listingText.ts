import type { LayerListing } from '../../api/inspect/inspectLayer.js'
import type { ChangedFile, ListedFile } from '../../inspect/listing.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { aligned } from './layerLines.js'

/** Files as `tar tv` shows them, a line each: what kind and mode, whose, size or device, time in UTC, path, and where a link leads. */
export function listingLines(files: readonly ListedFile[]): string[] {
  const owners = files.map(({ uid, gid }) => `${uid}/${gid}`)
  const ownerWidth = Math.max(0, ...owners.map((owner) => owner.length))
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

/** `-rwxr-xr-x`; setuid, setgid and the sticky bit as s and t, or S and T where what they go with may not be executed. */
function modeText({ type, mode }: ListedFile): string {
  const bits = parseInt(mode, 8)
  const three = (shift: number, special: number, letter: string): string => {
    const isSpecial = (bits & special) !== 0
    const may = (bit: number): boolean => ((bits >> shift) & bit) !== 0
    const execute = isSpecial ? (may(1) ? letter : letter.toUpperCase()) : may(1) ? 'x' : '-'
    return (may(4) ? 'r' : '-') + (may(2) ? 'w' : '-') + execute
  }
  return kinds[type] + three(6, 0o4000, 's') + three(3, 0o2000, 's') + three(0, 0o1000, 't')
}

function linkText({ type, target }: ListedFile): string {
  if (target === undefined) return ''
  return `${type === 'link' ? ' link to ' : ' -> '}${oneLine(target)}`
}
