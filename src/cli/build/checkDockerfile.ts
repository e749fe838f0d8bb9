import type { DockerfileReport } from '../../api/options.js'
import type { Api } from '../api.js'
import { countText, findingsText } from '../check/findingsText.js'
import { type Io, print } from '../io.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { type Style, styleFor } from '../text/style.js'
import { type BuildFlags, buildRequest } from './request.js'

/** Checks a Dockerfile as `docker build --check` does and prints what was found; gives the exit status, which is 1 for any finding. */
export async function runDockerfileCheck(
  context: string,
  flags: BuildFlags,
  format: 'text' | 'json',
  io: Io,
  api: Pick<Api, 'checkDockerfile'>,
): Promise<number> {
  const { progress: shown } = flags
  // There is nothing to watch.
  const mode = flags.quiet ? 'quiet' : shown === 'auto' || shown === 'tty' ? 'plain' : shown
  return withProgress(mode, io, async (progress) => {
    const request = buildRequest(context, flags, io.env)
    const report = await stoppable((signal) =>
      api.checkDockerfile({ ...request, env: io.env, onEvent: progress.emit, signal }),
    )
    progress.succeed(report)
    await print(
      io.stdout,
      format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, styleFor(io.stdout, io.env)),
    )
    return report.findings.length === 0 ? 0 : 1
  })
}

function reportText({ file, findings }: DockerfileReport, style: Style): string {
  if (findings.length === 0) return `${oneLine(file)}: ${style.done('ok')}\n`
  return `${findingsText(findings, style)}\n${oneLine(file)}: ${countText(findings)}\n`
}
