import type { ChangedSource, Reason, WhyReport, WhyRun } from '../../api/why/report.js'
import type { Change } from '../../build/why/change.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatColumns } from '../text/table.js'
import { cutTo } from '../text/width.js'

/** As many files are shown of each RUN. */
const shownFiles = 10
const longest = 160

/** Why RUNs would be executed, or were, for people. */
export function whyCacheText({ runs }: WhyReport, style: Style): string {
  if (runs.length === 0) return 'the build has no RUN: all else is made anew each time\n'
  return runs.map((run) => runText(run, style)).join('\n')
}

function runText(run: WhyRun, style: Style): string {
  const { file, line, instruction, stage, cached, executed, reason } = run
  const named = /^\d+$/.test(stage) ? '' : `[${stage}] `
  const state = cached
    ? `${style.done('cached')}${executed ? `, executed on ${timeText(executed)}` : ''}`
    : style.error('would be executed')
  const lines = [
    `${oneLine(file)}:${line}  ${named}${cutTo(oneLine(instruction), longest)}`,
    `  ${state}${reasonText(reason, cached)}`,
  ]
  return `${lines.join('\n')}\n${reason.type === 'changed' ? filesText(reason.files, reason.count) : ''}`
}

function reasonText(reason: Reason, cached: boolean): string {
  switch (reason.type) {
    case 'changed':
      return `: ${changeText(reason.change)}, since ${timeText(reason.before)}`
    case 'gone':
      return `: nothing changed since ${timeText(reason.before)}, but its layer was pruned from the store`
    case 'asked':
      return ': --no-cache asks for it'
    case 'follows':
      return ': a RUN above it is'
    case 'unknown':
      return cached ? '' : ': nothing is kept of how it was executed before'
  }
}

function changeText(change: Change): string {
  switch (change.part) {
    case 'base':
      return change.before.name === change.now.name
        ? `the base ${oneLine(change.now.name)} is another, ${change.before.id} before and ${change.now.id} now`
        : `the base was ${oneLine(change.before.name)} and is ${oneLine(change.now.name)}`
    case 'layer':
      return `${quoted(change.now.text)} on line ${change.now.line} gives other files`
    case 'instruction': {
      const { before, now } = change
      if (before && now) return `${quoted(now.text)} stands on line ${now.line}, where ${quoted(before.text)} was`
      return now ? `${quoted(now.text)} on line ${now.line} is new` : `${quoted(before?.text ?? '')} is gone`
    }
    case 'command':
      return `the command was ${quoted(change.before ?? '')} and is ${quoted(change.now ?? '')}`
    case 'mount':
      return mountText(change)
    case 'variable':
    case 'setting':
      return wasAndIs(oneLine(change.name), change)
  }
}

/** The keys of mounts begin with the type and the target. */
function mountText(change: { readonly before?: string; readonly now?: string }): string {
  const [before, now] = [change.before, change.now].map((text = '') => /^\["(\w+)","([^"]+)"/.exec(text))
  if (before && now?.[0] === before[0]) return `what is mounted at ${oneLine(now[2] ?? '')} is other than it was`
  return wasAndIs('a mount', change)
}

function wasAndIs(what: string, { before, now }: { readonly before?: string; readonly now?: string }): string {
  if (before === undefined) return `${what} is new: ${quoted(now ?? '')}`
  if (now === undefined) return `${what} is gone, which was ${quoted(before)}`
  return `${what} was ${quoted(before)} and is ${quoted(now)}`
}

function quoted(text: string): string {
  return text === '' ? 'empty' : `“${cutTo(oneLine(text), longest)}”`
}

function filesText(files: readonly ChangedSource[], count: number): string {
  const rows = files
    .slice(0, shownFiles)
    .map(({ path, what, before, now }) => [
      `    ${oneLine(path)}`,
      what.join(', '),
      ...(before !== undefined && now !== undefined ? [`sha256:${before}… → ${now}…`] : []),
    ])
  const more = count - rows.length
  return formatColumns(rows) + (more > 0 ? `    … and ${more} more\n` : '')
}

/** To the minute, in the reader's own time zone. */
function timeText(time: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}
