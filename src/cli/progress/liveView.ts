import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { padTo } from '../text/table.js'
import { formatSeconds, formatTransfer } from '../text/units.js'
import { cutTo } from '../text/width.js'
import type { Line } from './liveRegion.js'

/** A step that is not over. */
export interface RunningStep {
  readonly name: string
  readonly startedAt: number
  /** The last lines that its program wrote. */
  readonly lines: string[]
  /** Bytes of what it brings or writes, by name. */
  readonly transfers: Map<string, { readonly done: number; readonly total: number | undefined }>
}

export interface View {
  /** What is done: `Building`. */
  readonly doing: string
  readonly running: readonly RunningStep[]
  readonly done: number
  /** Milliseconds since the build began. */
  readonly elapsed: number
}

/** The live view has at most so many lines, and of each step so many transfers and lines of output. */
const maxLines = 16
const maxTransfers = 4
const maxOutput = 4

/** The lines that show a build at one moment, none wider than `columns`. */
export function viewLines(view: View, now: number, columns: number, rows: number, style: Style): Line[] {
  const line = (text: string, color = (shown: string) => shown): Line => {
    const cut = cutTo(text, columns)
    return { text: cut, shown: color(cut) }
  }
  const header = line(`[+] ${view.doing} ${formatSeconds(view.elapsed)} (${view.done} steps done)`, style.done)
  const steps = view.running.flatMap(({ name, startedAt, lines, transfers }) => [
    line(stepLine(name, now - startedAt, columns)),
    ...[...transfers]
      .slice(0, maxTransfers)
      .map(([what, { done, total }]) => line(`=> => ${oneLine(what)} ${formatTransfer(done, total)}`)),
    ...lines.slice(-maxOutput).map((text) => line(`   | ${text}`, style.faint)),
  ])
  return [header, ...steps].slice(0, Math.min(rows, maxLines))
}

/** A step's name, cut where the line is too short, and its time at the line's end. */
export function stepLine(name: string, elapsed: number, columns: number): string {
  const time = formatSeconds(elapsed)
  const room = columns - time.length - 1
  return cutTo(`${padTo(cutTo(`=> ${name}`, room), room)} ${time}`, columns)
}
