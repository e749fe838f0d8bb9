import type { BuildOptions } from '../../api/options.js'
import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import type { ReproductionReport } from '../../reproduce/report.js'
import { type Io, type Output, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { styleFor } from '../text/style.js'
import { checkPlaces } from './places.js'
import { type BuildFlags, buildRequest } from './request.js'
import { nextStep, removeStaleId, summary, writeResultFiles } from './results.js'

/** Builds an image, shows how it goes on and what became of it; gives the exit status. */
export async function runBuild(context: string, flags: BuildFlags, io: Io, api: Pick<Api, 'build'>): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(mode, io, async (progress) => {
    const request = buildRequest(context, flags, io.env)
    refuseTerminal(request, io)
    const { iidfile, metadataFile } = flags
    await checkPlaces({ ...request, outputs: request.outputs ?? [], iidfile, metadataFile })
    await removeStaleId(flags)
    const result = await stoppable((signal) => api.build({ ...request, env: io.env, onEvent: progress.emit, signal }))
    const results = writesToStdout(request) ? io.stderr : io.stdout
    const { reproduction } = result
    if (reproduction?.same !== false) await writeResultFiles(flags, result)
    progress.succeed(result)
    if (reproduction) await printReproduction(reproduction, results, io)
    if (reproduction?.same === false) return 1
    await print(results, mode === 'quiet' ? `${result.imageId}\n` : summary(result))
    const next = nextStep(result)
    // Who reads a log, or a program, is not told what to type.
    if (mode === 'tty' && next !== undefined)
      await print(io.stderr, `${styleFor(io.stderr, io.env).faint(oneLine(next))}\n`)
    return 0
  })
}

/** What builds twice is shown by what is loaded for it alone. */
async function printReproduction(report: ReproductionReport, results: Output, { env }: Io): Promise<void> {
  const { reproductionText } = await import('../reproduce/reportText.js')
  await print(results, reproductionText(report, ['the first build', 'the second'], styleFor(results, env)))
}

function refuseTerminal(request: BuildOptions, { stdout }: Io): void {
  if (!writesToStdout(request) || stdout.isTTY !== true) return
  throw new OciPackError('usage', 'an image is not written to a terminal', {
    hint: 'Name a file, --output image.tar, or pass it on: oci-pack build -o - . | docker load.',
  })
}

function writesToStdout({ outputs = [] }: BuildOptions): boolean {
  return outputs.some((output) => output.type !== 'registry' && output.dest === '-')
}
