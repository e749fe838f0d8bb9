import { formatBytes } from '../../core/formatBytes.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { padTo } from '../text/table.js'
import { formatSeconds } from '../text/units.js'
import { cutTo, displayWidth } from '../text/width.js'
import type { Line } from './liveRegion.js'
import { overallFacts, type Transfer, transferFacts } from './transfer.js'

/** A step that is not over. */
export interface RunningStep {
  readonly name: string
  readonly startedAt: number
  /** The last lines that its program wrote. */
  readonly lines: string[]
  /** What it brings or writes, by name. */
  readonly transfers: Map<string, Transfer>
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
/** Where a line is too short for all, a name keeps this many columns before facts are left out: a terminal of 20 shows the bytes. */
const leastName = 10

/** The lines that show a build at one moment, none wider than `columns`: each step has one first, then what there is room for. */
export function viewLines(view: View, now: number, columns: number, rows: number, style: Style): Line[] {
  const line = (text: string, color = (shown: string) => shown): Line => {
    const cut = cutTo(text, columns)
    return { text: cut, shown: color(cut) }
  }
  const room = Math.min(rows, maxLines) - 1
  if (room < 0) return []

  const fit = view.running.length <= room
  const steps = fit ? view.running : view.running.slice(0, Math.max(0, room - 1))
  const lines = [line(headerLine(view, now, columns), style.done)]
  let spare = room - steps.length
  for (const { name, startedAt, lines: written, transfers } of steps) {
    lines.push(line(stepLine(name, now - startedAt, columns)))
    const moving = fit ? [...transfers].slice(0, Math.min(maxTransfers, spare)) : []
    for (const [what, transfer] of moving)
      lines.push(line(factsLine(`=> => ${oneLine(what)}`, transferTexts(transfer, now), columns)))
    const output = fit ? last(written, Math.min(maxOutput, spare - moving.length)) : []
    for (const text of output) lines.push(line(`   | ${text}`, style.faint))
    spare -= moving.length + output.length
  }
  if (!fit && room > 0) lines.push(line(`=> and ${view.running.length - steps.length} more`, style.faint))
  return lines
}

function headerLine({ doing, running, done, elapsed }: View, now: number, columns: number): string {
  const transfers = running.flatMap((step) => [...step.transfers.values()])
  const what = `[+] ${doing} ${formatSeconds(elapsed)}`
  const steps = ` (${done} ${done === 1 ? 'step' : 'steps'} done)`
  const whole = what.length + steps.length <= columns ? what + steps : what
  return factsLine(whole, shorter(overallFacts(transfers, now)), columns, displayWidth(whole))
}

/** A step's name, cut where the line is too short, and its time at the line's end. */
export function stepLine(name: string, elapsed: number, columns: number): string {
  const time = formatSeconds(elapsed)
  const room = columns - time.length - 1
  return cutTo(`${padTo(cutTo(`=> ${name}`, room), room)} ${time}`, columns)
}

/** A name and the longest of some texts that there is room for; the name is cut to no less than `least` columns for it. */
function factsLine(name: string, texts: readonly string[], columns: number, least = leastName): string {
  const roomBeside = (text: string): number => columns - text.length - 1
  const text = texts.find((text) => roomBeside(text) >= Math.min(least, displayWidth(name)))
  return text === undefined ? cutTo(name, columns) : `${cutTo(name, roomBeside(text))} ${text}`
}

/** What there is to tell of a transfer: all of it, then less and less, at last the bytes that are done. */
function transferTexts(transfer: Transfer, now: number): string[] {
  return [...shorter(transferFacts(transfer, now)), formatBytes(transfer.done)]
}

/** Facts in one text, and in others without the last ones. */
function shorter(facts: readonly string[]): string[] {
  return facts.map((_, missing) => facts.slice(0, facts.length - missing).join(', '))
}

function last<T>(items: readonly T[], count: number): readonly T[] {
  return items.slice(Math.max(0, items.length - Math.max(0, count)))
}
