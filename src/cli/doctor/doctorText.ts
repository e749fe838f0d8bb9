import type { DoctorReport } from '../../api/doctor.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows, padTo } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'

/** What was looked at, as a line with a mark and, below it, what follows. */
interface Line {
  readonly name: string
  readonly good: boolean | undefined
  readonly findings: readonly string[]
  readonly hints: readonly string[]
}

/** A host's report for people. */
export function doctorText(
  { platform, system, node, store, executors, checks, runs }: DoctorReport,
  style: Style,
): string {
  const head = formatRows([
    ['host', `${platform}, ${oneLine(system)}`],
    ['node', node],
    [
      'store',
      `${oneLine(store.dir)}, ${[store.fileSystem ?? [], `${formatBytes(store.free)} free`].flat().join(', ')}`,
    ],
  ])
  const ways = executors.map(({ name, works, findings, hints }): Line => ({ name, good: works, findings, hints }))
  const rest = checks.map(({ topic, good, finding, hint }): Line => ({
    name: topic,
    good,
    findings: [finding],
    hints: hint === undefined ? [] : [hint],
  }))
  return [
    head,
    `RUN executes\n${linesText(ways, style)}`,
    linesText(rest, style),
    verdict(executors, runs, style),
  ].join('\n')
}

function linesText(lines: readonly Line[], style: Style): string {
  const width = Math.max(0, ...lines.map(({ name }) => name.length))
  return lines
    .flatMap(({ name, good, findings, hints }) => {
      const below = ' '.repeat(width + 6)
      const [first = '', ...more] = findings.map(oneLine)
      return [
        `  ${mark(good, style)} ${padTo(name, width)}  ${first}`,
        ...more.map((finding) => below + finding),
        ...hints.map((hint) => `${below}${style.hint('help:')} ${oneLine(hint)}`),
      ]
    })
    .map((line) => `${line}\n`)
    .join('')
}

function mark(good: boolean | undefined, style: Style): string {
  if (good === undefined) return style.faint('-')
  return good ? style.done('✓') : style.error('✗')
}

function verdict(executors: DoctorReport['executors'], runs: boolean, style: Style): string {
  const [first] = executors.filter(({ name, works }) => works && name !== 'builtin')
  if (runs && first) return `A RUN that starts programs is executed here, by ${first.name}.\n`
  return `${style.error('No RUN that starts programs can be executed here;')} one of plain file commands can.\n`
}
