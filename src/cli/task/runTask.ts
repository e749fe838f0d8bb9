import { realpath } from 'node:fs/promises'
import type { RunOptions } from '../../api/runTask.js'
import { OciPackError } from '../../core/errors.js'
import { runStatus } from '../../task/run/report.js'
import type { Api } from '../api.js'
import { failureOf } from '../failure.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { type Progress, startProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { type RunFlags, runRequest } from './runRequest.js'
import { runText } from './runText.js'
import { WholeLines } from './wholeLines.js'

/**
 * Runs a Task, hands on what it prints and tells what became of it; gives the exit status. What the Task prints goes where it writes
 * it, and the report to standard error; with `--json` standard output has the report alone.
 */
export async function runTaskCommand(
  task: string,
  flags: RunFlags,
  io: Io,
  api: Pick<Api, 'runTask'>,
): Promise<number> {
  const progress = startProgress(progressMode(flags, io), io)
  try {
    const request = runRequest(task, flags, io.env)
    await refuseOneFolder(request)
    const report = await withOutput(flags.json === true, io, (onOutput) =>
      stoppable((signal) => api.runTask({ ...request, ...shownBy(progress), env: io.env, onOutput, signal })),
    )
    if (flags.json) await print(io.stdout, `${JSON.stringify(report, null, 2)}\n`)
    else if (flags.quiet !== true || runStatus(report) !== 0)
      await print(io.stderr, runText(report, flags.outputs, styleFor(io.stderr, io.env)))
    return runStatus(report)
  } catch (error) {
    const failure = failureOf(error, io.env)
    progress.fail(failure)
    return failure.status
  }
}

/** Nothing is shown of the build once the image is there: the Task has the terminal then. */
function shownBy({ emit, succeed }: Progress): Pick<RunOptions, 'onEvent' | 'onBuilt'> {
  return { onEvent: emit, onBuilt: succeed }
}

async function withOutput<T>(
  json: boolean,
  { stdout, stderr }: Io,
  run: (onOutput: NonNullable<RunOptions['onOutput']>) => Promise<T>,
): Promise<T> {
  const streams = {
    stdout: new WholeLines((bytes) => print(json ? stderr : stdout, bytes)),
    stderr: new WholeLines((bytes) => print(stderr, bytes)),
  }
  try {
    return await run((stream, bytes) => streams[stream].add(bytes))
  } finally {
    await streams.stdout.end()
    await streams.stderr.end()
  }
}

/** @throws OciPackError `usage` where outputs would be written over inputs */
async function refuseOneFolder({ inputs, outputs }: RunOptions): Promise<void> {
  if (inputs === undefined || outputs === undefined) return
  const [one, other] = await Promise.all([inputs, outputs].map((path) => realpath(path).catch(() => undefined)))
  if (one === undefined || one !== other) return
  throw new OciPackError('usage', `--inputs and --outputs are one folder, ${inputs}`, {
    hint: 'Name another for the outputs.',
  })
}
