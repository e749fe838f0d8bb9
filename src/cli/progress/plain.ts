import type { Event } from '../../core/events.js'
import type { Finding } from '../../core/finding.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatSeconds, formatTransfer } from '../text/units.js'
import type { Lines } from './heldBack.js'
import { OutputLines } from './outputLines.js'
import type { Progress } from './progress.js'
import { warningLines } from './warnings.js'

/** Milliseconds between two lines about one transfer. */
const transferInterval = 5_000

interface Step {
  readonly number: number
  readonly startedAt: number
  readonly stdout: OutputLines
  readonly stderr: OutputLines
  /** When each transfer of this step was last told. */
  readonly transfers: Map<string, number>
}

/**
 * Lines for logs, as BuildKit's plain ones: each begins with its step's number, a program's output has its seconds too.
 * @param ofSteps where what is told of steps goes, and warnings do not
 */
export function plainProgress(
  output: Lines,
  now: () => number,
  showFailure: Progress['fail'],
  style: Style,
  ofSteps: Lines = output,
): Progress {
  const steps = new Map<string, Step>()
  const findings: Finding[] = []
  let last: Step | undefined

  const write = (step: Step, text: string): void => {
    // A blank line parts what belongs to different steps.
    if (last && last !== step) ofSteps.write('\n')
    last = step
    ofSteps.write(`#${step.number} ${text}\n`)
  }
  const stepOf = (id: string): Step => {
    const known = steps.get(id)
    if (known) return known
    const step = {
      number: steps.size + 1,
      startedAt: now(),
      stdout: new OutputLines(),
      stderr: new OutputLines(),
      transfers: new Map<string, number>(),
    }
    steps.set(id, step)
    return step
  }
  const writeLines = (step: Step, lines: readonly string[]): void => {
    const seconds = ((now() - step.startedAt) / 1000).toFixed(3)
    for (const line of lines) write(step, `${seconds} ${line}`.trimEnd())
  }
  const endOutput = (step: Step): void => {
    writeLines(step, step.stdout.end())
    writeLines(step, step.stderr.end())
  }

  const emit = (event: Event): void => {
    switch (event.type) {
      case 'step-start':
        return write(stepOf(event.id), oneLine(event.name))
      case 'step-done': {
        const step = stepOf(event.id)
        endOutput(step)
        const detail = event.detail === undefined ? '' : ` (${oneLine(event.detail)})`
        return write(step, (event.cached ? 'CACHED' : `DONE ${formatSeconds(now() - step.startedAt)}`) + detail)
      }
      case 'step-failed': {
        const step = stepOf(event.id)
        endOutput(step)
        return write(step, `ERROR: ${oneLine(event.message)}`)
      }
      case 'step-stopped': {
        const step = stepOf(event.id)
        endOutput(step)
        return write(step, 'STOPPED')
      }
      case 'output': {
        const step = stepOf(event.id)
        return writeLines(step, step[event.stream].add(event.data))
      }
      case 'progress': {
        const step = stepOf(event.id)
        const { name, done, total } = event
        const told = step.transfers.get(name) ?? step.startedAt
        if (done !== total && now() - told < transferInterval) return
        step.transfers.set(name, now())
        return write(step, `${oneLine(name)} ${formatTransfer(done, total)}`)
      }
      case 'warning':
        if (event.finding) findings.push(event.finding)
        else {
          const help = event.hint === undefined ? '' : `help: ${oneLine(event.hint)}\n`
          output.write(`warning: ${oneLine(event.message)}\n${help}`)
        }
    }
  }
  const tellFindings = (): void => {
    if (last && findings.length > 0) output.write('\n')
    for (const line of warningLines(findings, style)) output.write(`${line}\n`)
  }
  return {
    emit,
    succeed: tellFindings,
    fail: (failure) => {
      tellFindings()
      showFailure(failure)
    },
  }
}
