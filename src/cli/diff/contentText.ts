import type { FileReport } from '../../api/diff/report.js'
import { pictured } from '../text/harmless.js'
import { grouped, shortened, type View } from './view.js'

type Content = NonNullable<FileReport['content']>

/** What is shown of one file's lines, and of one line, unless all is asked for. */
const mostLines = 60
const longestLine = 300

/** How a file's contents differ, as lines of a unified diff or bytes in hex. */
export function contentLines({ content }: FileReport, view: View): string[] {
  if (!content) return []
  const { hunks, hex } = content
  const text = hunks ? shortened(hunks.flatMap(hunkLines), view, (line) => [lineText(line, view)], mostLines) : [why(content)] // prettier-ignore
  return hex ? [...text, ...hexLines(hex, view)] : text
}

const reasons = {
  binary: 'binary',
  large: 'too large to be compared by lines',
  'too-different': 'too different to be compared by lines',
} as const

function why({ withoutLines, firstDifference, digests }: Content): string {
  const reason = withoutLines ? `${reasons[withoutLines]}, ` : ''
  const [a, b] = digests.map((digest) => digest.slice(0, 'sha256:'.length + 12))
  return `${reason}first at byte ${grouped(firstDifference)}, ${a ?? ''} -> ${b ?? ''}`
}

function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: NonNullable<Content['hunks']>[number]): string[] {
  return [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines]
}

function lineText(line: string, { style, all }: View): string {
  const shown = pictured(all || line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`)
  if (line.startsWith('+')) return style.added(shown)
  if (line.startsWith('-')) return style.removed(shown)
  return line.startsWith('@@') ? style.hint(shown) : shown
}

function hexLines(rows: NonNullable<Content['hex']>, { style }: View): string[] {
  return rows.flatMap(({ offset, before, after }) => {
    const row = (mark: string, digits: string): string =>
      `${mark}${offset.toString(16).padStart(8, '0')}  ${hexText(digits)}`
    if (before === after) return [row(' ', before)]
    return [...(before === '' ? [] : [style.removed(row('-', before))]), ...(after === '' ? [] : [style.added(row('+', after))])] // prettier-ignore
  })
}

function hexText(digits: string): string {
  const pairs = digits.match(/../g) ?? []
  const text = Buffer.from(digits, 'hex').toString('latin1').replace(/[^ -~]/g, '.') // prettier-ignore
  return `${pairs.join(' ').padEnd(47)}  |${text}|`
}
