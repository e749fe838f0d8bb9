import type { CheckReport } from '../../api/task/options.js'
import type { Api } from '../api.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { type Style, styleFor } from '../text/style.js'
import { readVersion } from '../../core/host/version.js'
import { countText, findingsText } from './findingsText.js'
import { sarif } from './sarif.js'

/** The flags of `oci-pack check` as they were written. */
export interface CheckFlags extends BuildFlags {
  readonly format: 'text' | 'json' | 'sarif'
  readonly json?: boolean
  readonly descriptor?: string
  readonly build: boolean
}

/** Checks a Task and prints what was found; gives the exit status. */
export async function runCheck(path: string, flags: CheckFlags, io: Io, api: Pick<Api, 'check'>): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const request = onePlatformRequest(path, flags, io.env)
      const { descriptor, build } = flags
      const report = await stoppable((signal) =>
        api.check({ ...request, path, descriptor, build, env: io.env, onEvent: progress.emit, signal }),
      )
      progress.succeed(report)
      const format = flags.json ? 'json' : flags.format
      await print(io.stdout, formatReport(report, format, styleFor(io.stdout, io.env)))
      return report.passes ? 0 : 1
    },
    { doing: 'Checking', done: 'Checked' },
  )
}

function formatReport(report: CheckReport, format: CheckFlags['format'], style: Style): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`
    case 'sarif':
      return `${JSON.stringify(sarif(report.findings, readVersion()), null, 2)}\n`
    case 'text':
      return reportText(report, style)
  }
}

function reportText({ path, task, passes, findings, notes }: CheckReport, style: Style): string {
  const found = findings.length === 0 ? '' : `${findingsText(findings, style)}\n`
  const verdict = passes ? style.done('ok') : style.error('not accepted')
  const counts = countText(findings)
  const name = task === undefined ? '' : ` (${task})`
  const last = `${oneLine(path)}${oneLine(name)}: ${verdict}${counts === undefined ? '' : `, ${counts}`}\n`
  return found + notes.map((note) => `note: ${oneLine(note)}\n`).join('') + last
}
