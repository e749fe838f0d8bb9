import type { Location } from '../core/errors.js'
import type { Failure } from './failure.js'
import { harmless } from './text/harmless.js'
import type { Style } from './text/style.js'

/** As many lines of a long instruction are shown. */
const maxLines = 12

/** A failure as compilers show theirs: what is wrong, where, the lines themselves, and what to do. */
export function showError(failure: Failure, style: Style): string {
  const { message, location, hint, trace } = failure
  return [
    ...(trace === undefined ? [] : [style.faint(harmless(trace))]),
    `${style.error('error:')} ${harmless(message)}`,
    ...(location ? showLocation(location, style) : []),
    ...(hint === undefined ? [] : [`${style.hint('help:')} ${harmless(hint)}`]),
    '',
  ].join('\n')
}

function showLocation({ file, line, text }: Location, style: Style): string[] {
  const shown = text.slice(0, maxLines)
  const width = Math.max(4, String(line + shown.length - 1).length)
  const left = text.length - shown.length
  return [
    `${harmless(file)}:${line}`,
    ...shown.map((content, i) => {
      const number = String(line + i).padStart(width)
      return `${number} | ${style.error('>>>')} ${harmless(content.trimEnd().replaceAll('\t', '    '))}`.trimEnd()
    }),
    ...(left > 0 ? [`${' '.repeat(width)} | ... ${left} more lines`] : []),
  ]
}
