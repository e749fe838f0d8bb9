import type { Event } from '../../core/events.js'
import type { Finding } from '../../core/finding.js'
import type { Output } from '../io.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatSeconds } from '../text/units.js'
import { hideCursor } from './cursor.js'
import { LiveRegion } from './liveRegion.js'
import { type RunningStep, stepLine, viewLines } from './liveView.js'
import { OutputLines } from './outputLines.js'
import type { Progress, Words } from './progress.js'
import { transferAt } from './transfer.js'
import { warningLines } from './warnings.js'

/** Milliseconds between two drawings. */
const interval = 100
/** Nothing is drawn for so many milliseconds where there is no step: much is over by then. */
const patience = 1000
/** The lines of a program's output that are shown when it fails. */
const keptLines = 40

interface Step extends RunningStep {
  readonly stdout: OutputLines
  readonly stderr: OutputLines
}

/** A live view of the steps that run; those that are over stand above it, a line each. */
export function ttyProgress(
  output: Output,
  now: () => number,
  showFailure: Progress['fail'],
  style: Style,
  { doing, done }: Words,
): Progress {
  const region = new LiveRegion(output)
  const began = now()
  const running = new Map<string, Step>()
  const count = { done: 0, cached: 0 }
  const findings: Finding[] = []
  let settled: string[] = []
  let showCursor: (() => void) | undefined

  const draw = (): void => {
    if (!showCursor && running.size === 0 && settled.length === 0 && now() - began < patience) return
    showCursor ??= hideCursor(output, () => {
      region.leave()
      draw()
    })
    const view = { doing, running: [...running.values()], done: count.done, elapsed: now() - began }
    region.draw(settled, viewLines(view, now(), region.columns, region.rows, style))
    settled = []
  }
  const timer = setInterval(draw, interval)
  // The view alone keeps no process alive.
  timer.unref()
  output.on?.('resize', draw)

  const stepOf = (id: string, name = id): Step => {
    const known = running.get(id)
    if (known) return known
    const step = {
      name: oneLine(name),
      startedAt: now(),
      lines: [],
      transfers: new Map(),
      stdout: new OutputLines(),
      stderr: new OutputLines(),
    }
    running.set(id, step)
    return step
  }
  const settle = (id: string, word: string): Step => {
    const step = stepOf(id)
    keep(step, [...step.stdout.end(), ...step.stderr.end()])
    running.delete(id)
    settled.push(stepLine(`${word}${step.name}`, now() - step.startedAt, region.columns))
    return step
  }

  const emit = (event: Event): void => {
    switch (event.type) {
      case 'step-start':
        stepOf(event.id, event.name)
        return
      case 'step-done':
        settle(event.id, event.cached ? 'CACHED ' : '')
        count.done++
        if (event.cached) count.cached++
        return
      case 'step-failed': {
        const { lines } = settle(event.id, 'ERROR ')
        settled.push(...lines.map((line) => style.faint(`   | ${line}`)))
        return
      }
      case 'step-stopped':
        settle(event.id, 'STOPPED ')
        return
      case 'output': {
        const step = stepOf(event.id)
        keep(step, step[event.stream].add(event.data))
        return
      }
      case 'progress': {
        const { transfers } = stepOf(event.id)
        if (event.done === event.total) transfers.delete(event.name)
        else transfers.set(event.name, transferAt(transfers.get(event.name), event.done, event.total, now()))
        return
      }
      case 'warning':
        if (event.finding) findings.push(event.finding)
        else {
          settled.push(`${style.hint('warning:')} ${oneLine(event.message)}`)
          if (event.hint !== undefined) settled.push(`${style.hint('help:')} ${oneLine(event.hint)}`)
        }
    }
  }
  const end = (lines: readonly string[]): void => {
    clearInterval(timer)
    output.off?.('resize', draw)
    region.draw([...settled, ...lines], [])
    settled = []
    showCursor?.()
    showCursor = undefined
  }
  return {
    emit,
    succeed: () => {
      if (!showCursor && count.done === 0) return end(warningLines(findings, style))
      const steps = `${count.done} ${count.done === 1 ? 'step' : 'steps'}`
      const cached = count.cached === 0 ? '' : `, ${count.cached} of them cached`
      const summary = `[+] ${done} in ${formatSeconds(now() - began)}: ${steps}${cached}`
      end([style.done(summary), ...warningLines(findings, style)])
    },
    fail: (failure) => {
      end(warningLines(findings, style))
      showFailure(failure)
    },
  }
}

function keep(step: RunningStep, lines: readonly string[]): void {
  step.lines.push(...lines)
  step.lines.splice(0, step.lines.length - keptLines)
}
