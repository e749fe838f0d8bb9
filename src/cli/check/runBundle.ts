import type { BundleReport } from '../../api/task/options.js'
import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { type Style, styleFor } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { countText, findingsText } from './findingsText.js'

/** The flags of `oci-pack bundle` as they were written. */
export interface BundleFlags extends Omit<BuildFlags, 'output'> {
  readonly output?: string
  readonly fix?: boolean
  readonly json?: boolean
}

/** Packs a Task and prints what was found and made; gives the exit status. */
export async function runBundle(path: string, flags: BundleFlags, io: Io, api: Pick<Api, 'bundle'>): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const { output, fix, json, ...buildFlags } = flags
      refuseTerminal(output, io)
      const request = onePlatformRequest(path, buildFlags, io.env)
      const report = await stoppable((signal) =>
        api.bundle({ ...request, path, output, fix, env: io.env, onEvent: progress.emit, signal }),
      )
      progress.succeed(report.made ?? { findings: report.findings })
      const results = output === '-' ? io.stderr : io.stdout
      const style = styleFor(results, io.env)
      if (mode === 'quiet' && report.made && !json) await print(results, `${report.made.path}\n`)
      else await print(results, json ? `${JSON.stringify(report, null, 2)}\n` : reportText(path, report, style))
      return report.made ? 0 : 1
    },
    { doing: 'Bundling', done: 'Done' },
  )
}

function refuseTerminal(output: string | undefined, { stdout }: Io): void {
  if (output !== '-' || stdout.isTTY !== true) return
  throw new OciPackError('usage', 'a bundle is not written to a terminal', { hint: 'Name a file: --output task.zip.' })
}

function reportText(path: string, { findings, made }: BundleReport, style: Style): string {
  const found = findings.length === 0 ? '' : `${findingsText(findings, style)}\n`
  if (!made) return `${found}${oneLine(path)}: ${style.error('no bundle was written')}, ${countText(findings) ?? ''}\n`
  return (
    found +
    formatRows([
      ['written', made.path === '-' ? 'standard output' : oneLine(made.path)],
      ['name', made.task],
      ['size', ...(made.size === undefined ? [] : [formatBytes(made.size)])],
      ['image id', made.imageId],
      ['digest', made.manifestDigest],
    ])
  )
}
