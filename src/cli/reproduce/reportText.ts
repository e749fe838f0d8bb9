import type { ReproducedFile, ReproductionReport, StepDifference, ValueDifference } from '../../reproduce/report.js'
import { harmless, oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { padTo } from '../text/table.js'
import { cutTo, widest } from '../text/width.js'

/** As many files are shown of each cause. */
const shownFiles = 8
/** Columns of a path that stand beside what is told of it. */
const widestPath = 48
const longestText = 160

/** What came of building twice, for people. `words` name the first and the second image. */
export function reproductionText(report: ReproductionReport, words: readonly [string, string], style: Style): string {
  const { same, steps, configuration, conditions } = report
  const parts = [
    ...steps.map((step) => stepText(step, words, style)),
    ...(configuration.length === 0 ? [] : [configurationText(configuration, words, style)]),
  ]
  const verdict = same
    ? `${style.done('same')}: every layer and the configuration, to the last byte`
    : differsText(report, style)
  return [...parts.map((part) => `${part}\n`), `${verdict}\n`, conditionsText(conditions, style)].join('')
}

function differsText({ steps, configuration }: ReproductionReport, style: Style): string {
  const own = steps.filter(({ follows }) => !follows).length
  const what = [
    ...(own > 0 ? [counted(own, 'step')] : []),
    ...(steps.length > own ? [`${counted(steps.length - own, 'step')} after them`] : []),
    ...(configuration.length > 0 ? ['the configuration'] : []),
  ]
  return `${style.error('not the same')}: ${what.join(' and ')} ${what.length + own > 2 || own > 1 ? 'differ' : 'differs'}`
}

function stepText(step: StepDifference, words: readonly [string, string], style: Style): string {
  const { instruction, location, count, files, form, follows, first, second } = step
  if (instruction === undefined) {
    return [
      `a layer of the base is another: ${first} and ${second}`,
      `${style.hint('help:')} name the base by its digest, FROM NAME@sha256:…, or keep what it means: oci-pack lock`,
      '',
    ].join('\n')
  }
  const lines = location
    ? [
        `${oneLine(location.file)}:${location.line}`,
        ...location.text.map((text, i) => sourceLine(location.line + i, text)),
      ]
    : [oneLine(instruction)]
  const summary =
    count > 0
      ? `${counted(count, 'file')} ${count === 1 ? 'differs' : 'differ'}${follows ? ', which may follow from what differs above' : ''}:`
      : `its files are the same, and the archive of them is written otherwise: ${form.join(', ') || 'its bytes'}`
  return [...lines, summary, ...groupsText(files, words, style), ...moreText(count - files.length), ''].join('\n')
}

function sourceLine(number: number, text: string): string {
  return `${String(number).padStart(4)} | ${cutTo(harmless(text.trimEnd().replaceAll('\t', '    ')), longestText)}`
}

/** The files by their causes, those without a known one last. */
function groupsText(files: readonly ReproducedFile[], words: readonly [string, string], style: Style): string[] {
  const groups = new Map<string, ReproducedFile[]>()
  for (const file of files) {
    const key = file.cause ? `${file.cause.why}\n${file.cause.mend}` : ''
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  const known = [...groups].filter(([key]) => key !== '')
  const unknown = groups.get('') ?? []
  return [...known.map(([, group]) => group), ...(unknown.length > 0 ? [unknown] : [])].flatMap((group) =>
    groupText(group, words, style),
  )
}

function groupText(files: readonly ReproducedFile[], words: readonly [string, string], style: Style): string[] {
  const shown = files.slice(0, shownFiles)
  const width = Math.min(widestPath, widest(shown.map(({ path }) => oneLine(path))))
  const cause = files[0]?.cause
  const help = cause
    ? [`  ${style.hint('why:')} ${oneLine(cause.why)}`, `  ${style.hint('help:')} ${oneLine(cause.mend)}`]
    : [`  ${style.hint('why:')} no usual cause is known`]
  return [
    ...shown.flatMap((file) => fileText(file, width, words, style)),
    ...moreText(files.length - shown.length),
    ...help,
  ]
}

function moreText(count: number): string[] {
  return count > 0 ? [`  … and ${counted(count, 'more file')}`] : []
}

function fileText(file: ReproducedFile, width: number, words: readonly [string, string], style: Style): string[] {
  const what = file.what.map((one) =>
    one === 'removed' ? `in ${words[0]} alone` : one === 'added' ? `in ${words[1]} alone` : one,
  )
  const line = `  ${padTo(oneLine(file.path), width)}  ${what.join(', ')}`
  if (file.first === undefined || file.second === undefined) return [line]
  const side = (text: string): string => style.faint(`      ${cutTo(oneLine(text) || '(nothing)', longestText)}`)
  return [line, side(file.first), side(file.second)]
}

function configurationText(values: readonly ValueDifference[], words: readonly [string, string], style: Style): string {
  const value = (text: string | undefined): string => cutTo(oneLine(text ?? 'nothing'), longestText)
  return [
    'the configuration differs:',
    ...values.flatMap(({ at, first, second, mend }) => [
      `  ${oneLine(at)}`,
      ...(first === undefined && second === undefined
        ? []
        : [style.faint(`      ${value(first)}`), style.faint(`      ${value(second)}`)]),
      ...(mend === undefined ? [] : [`  ${style.hint('help:')} for the time of ${words[0]}: ${mend}`]),
    ]),
    '',
  ].join('\n')
}

function conditionsText({ varied, fixed, notVaried }: ReproductionReport['conditions'], style: Style): string {
  const list = (title: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`${title}:`, ...items.map((item) => style.faint(`  ${oneLine(item)}`))]
  return [
    ...list('another one the second time', varied),
    ...list('always alike', fixed),
    ...list('not varied here', notVaried),
    '',
  ].join('\n')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
