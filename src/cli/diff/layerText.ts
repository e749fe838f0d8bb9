import type { DiffReport, FormReport, LayerFacts, LayerPair } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { formatBytes } from '../../core/formatBytes.js'
import { fileLines, inTimesAlone } from './fileText.js'
import { counted, indented, shortened, type View } from './view.js'

/** The layers of both, the lowest first; each with what became of it and the lines of the Dockerfiles that made it. */
export function layerLines({ layers }: Pick<DiffReport, 'layers'>, view: View): string[] {
  return shortened(layers, view, (layer) => [
    headLine(layer, view),
    ...indented(instructionLines(layer, view), '     '),
    ...indented(detailLines(layer, view), '     '),
  ])
}

function headLine({ change, before, after, files, form, storage }: LayerPair, { style }: View): string {
  const numbers = before && after && before.number !== after.number ? `${before.number + 1} -> ${after.number + 1}` : `${((before ?? after)?.number ?? 0) + 1}` // prettier-ignore
  switch (change) {
    case 'added':
      return `${style.added('A')} ${numbers}  ${sizeText(after)}`
    case 'removed':
      return `${style.removed('D')} ${numbers}  ${sizeText(before)}`
    case 'same':
      return `= ${numbers}  ${storage ? 'the same, stored differently' : `the same, ${sizeText(before)}`}`
    case 'changed':
      return `${style.done('M')} ${numbers}  ${changeText(files, form)}`
  }
}

function changeText(files: LayerPair['files'], form: LayerPair['form']): string {
  if (files.length === 0) {
    return form.length > 0 ? 'the same files, written differently' : 'differs in nothing but what is ignored'
  }
  const inTimes = files.filter(inTimesAlone).length
  const alone = inTimes === 0 ? '' : inTimes === files.length ? ', in times alone' : `, ${counted(inTimes, 'of them', 'of them')} in times alone` // prettier-ignore
  return `${counted(files.length, 'file')}${alone}`
}

function sizeText(layer: LayerFacts | undefined): string {
  return formatBytes(layer?.size ?? 0)
}

function instructionLines({ before, after }: LayerPair, { style }: View): string[] {
  const shown = (text: string): string => picturedLine(text.length > 200 ? `${text.slice(0, 200)}…` : text)
  const [a, b] = [before?.instruction, after?.instruction]
  if (a === b || !before || !after) return (a ?? b) ? [style.faint(shown(a ?? b ?? ''))] : []
  return [style.removed(`- ${shown(a ?? 'not told')}`), style.added(`+ ${shown(b ?? 'not told')}`)]
}

function detailLines({ files, form, storage }: LayerPair, view: View): string[] {
  const stored = storage ? [`${storageText(storage[0])} -> ${storageText(storage[1])}`] : []
  return [...stored, ...form.map(formText), ...(view.byLayer ? fileLines(files, view) : [])]
}

function storageText({ compression, gzip, size }: NonNullable<LayerPair['storage']>[number]): string {
  const how =
    compression === 'none' ? 'not compressed' : gzip === undefined ? compression : `gzip (${picturedLine(gzip)})`
  return `${formatBytes(size)} ${how}`
}

const kinds: Record<FormReport['kind'], string> = {
  order: 'the order of entries',
  repeated: 'entries that come twice',
  name: 'how names are written',
  format: 'the format of headers',
  'type-flag': 'the flag of the type',
  'mode-bits': 'bits of the mode that tell the type',
  'user-name': 'names of users',
  'group-name': 'names of groups',
  numbers: 'how numbers are written',
  unread: 'what is told of links and whiteouts, and nobody reads',
  records: 'which pax records there are',
  'other-records': 'pax records that tell nothing of a file',
  'header-rest': 'the rest of headers',
  padding: 'what fills the last block of contents',
  end: 'what ends the archive',
  bytes: 'bytes that tell nothing',
}

function formText({ kind, count, path, before, after }: FormReport): string {
  const where = path === undefined ? '' : ` (${counted(count, 'entry', 'entries')}, first ${picturedLine(path)})`
  const shown = (text: string): string => picturedLine(text === '' ? 'none' : text.slice(0, 200))
  return `${kinds[kind]}${where}: ${shown(before)}${before === after ? '' : ` -> ${shown(after)}`}`
}
