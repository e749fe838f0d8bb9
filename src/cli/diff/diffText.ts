import type { DiffReport } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { settingLines, stepLines } from './configText.js'
import { fileLines } from './fileText.js'
import { layerLines } from './layerText.js'
import { imageLines, summaryText } from './summaryText.js'
import { indented, type View } from './view.js'

/** What was asked for, as far as it is told again. */
export interface Compared {
  readonly paths: readonly string[]
  readonly ignored: readonly string[]
}

/** A report for people: in a sentence, and then in parts. */
export function diffText(report: DiffReport, view: View, compared: Compared): string {
  const parts = [
    [...imageLines(report, view), summaryText(report, compared)],
    part('config', settingLines(report, view)),
    part('files', view.byLayer ? [] : fileLines(report.files, view)),
    part('history', stepLines(report.history, view)),
    part('layers', report.verdict === 'same' ? [] : layerLines(report, view)),
    part('manifest', report.verdict === 'stored-differently' ? manifestLines(report) : []),
  ]
  return parts.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`).join('\n') // prettier-ignore
}

function part(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [name, ...indented(lines)]
}

/** What is said of an image outside of it. */
function manifestLines({ before, after }: DiffReport): string[] {
  const names = new Set([...Object.keys(before.annotations), ...Object.keys(after.annotations)])
  const annotations = [...names].filter((name) => before.annotations[name] !== after.annotations[name])
  return [
    `digest  ${before.manifestDigest} -> ${after.manifestDigest}`,
    ...annotations.map((name) => {
      const value = (of: Readonly<Record<string, string>>): string => picturedLine(of[name] ?? 'not set')
      return `annotation ${picturedLine(name)}  ${value(before.annotations)} -> ${value(after.annotations)}`
    }),
  ]
}
