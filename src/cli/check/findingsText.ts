import type { Finding, Place, Severity } from '../../core/finding.js'
import { harmless, oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { cutTo, displayWidth } from '../text/width.js'

/** Columns of a line that are shown. */
const longestLine = 200

/** What a check found, for people: each finding with its rule, the line that it is about, and what to do; nothing where nothing was found. */
export function findingsText(findings: readonly Finding[], style: Style): string {
  return findings.map((finding) => `${findingText(finding, style)}\n`).join('\n')
}

/** How many errors and warnings there are: `2 errors, 1 warning`; undefined where there are none. */
export function countText(findings: readonly Finding[]): string | undefined {
  const count = (wanted: Severity): string =>
    counted(findings.filter(({ severity }) => severity === wanted).length, wanted)
  const counts = [count('error'), count('warning')].filter((text) => text !== '')
  return counts.length === 0 ? undefined : counts.join(', ')
}

function findingText({ rule, severity, message, place, hint }: Finding, style: Style): string {
  const mark = severity === 'error' ? style.error('error:') : style.hint(`${severity}:`)
  return [
    `${mark} ${harmless(message)} ${style.faint(`(${rule})`)}`,
    ...placeLines(place, style),
    ...(hint === undefined ? [] : [`${style.hint('help:')} ${harmless(hint)}`]),
  ].join('\n')
}

function placeLines({ file, line, column, endColumn, text }: Place, style: Style): string[] {
  const name = oneLine(file)
  if (line === undefined) return [name]
  const where = `${name}:${line}${column === undefined ? '' : `:${column}`}`
  if (text === undefined) return [where]
  const number = String(line).padStart(4)
  const shown = `${number} | ${cutTo(shownText(text), longestLine)}`.trimEnd()
  if (column === undefined || column > longestLine) return [where, shown]
  const characters = Array.from(text)
  const before = displayWidth(shownText(characters.slice(0, column - 1).join('')))
  const meant = displayWidth(shownText(characters.slice(column - 1, (endColumn ?? column + 1) - 1).join('')))
  const carets = style.error('^'.repeat(Math.min(Math.max(1, meant), longestLine)))
  return [where, shown, `${' '.repeat(number.length)} | ${' '.repeat(before)}${carets}`]
}

function shownText(text: string): string {
  return harmless(text).replaceAll('\t', '    ')
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}
