import type { DiffReport, FileReport } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { padTo } from '../text/table.js'
import { widest } from '../text/width.js'
import { counted, type View } from './view.js'

/** The paths that differ, one a line. */
export function namesText({ files }: DiffReport): string {
  return files.map(({ path }) => `${picturedLine(path)}\n`).join('')
}

/** How much each file differs, one a line, and how much all do. */
export function statText({ files }: DiffReport, { style }: View): string {
  const paths = files.map(({ path }) => picturedLine(path))
  const width = widest(paths)
  const lines = files.map((file, i) => `${padTo(paths[i] ?? '', width)} | ${amountText(file)}\n`)
  const of = (change: FileReport['change']): number => files.filter((file) => file.change === change).length
  const sums = [`${counted(of('changed'), 'file')} changed`, `${of('added')} added`, `${of('removed')} removed`]
  return [...lines, style.faint(sums.join(', ')), '\n'].join('')
}

function amountText({ change, content, before, after, aspects }: FileReport): string {
  if (change !== 'changed') return change
  if (content?.hunks) {
    const lines = content.hunks.flatMap((hunk) => hunk.lines)
    const count = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length
    return `+${count('+')} -${count('-')}`
  }
  return content ? `${before?.size ?? 0} -> ${after?.size ?? 0} bytes` : aspects.join(', ')
}
