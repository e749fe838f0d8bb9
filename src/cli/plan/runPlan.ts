import type { PlanReport } from '../../api/plan/report.js'
import type { Api } from '../api.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { planText } from './planText.js'

/** The flags of `oci-pack plan` as they were written. */
export interface PlanFlags extends BuildFlags {
  readonly json?: boolean
  readonly resolve: boolean
}

/** Prints what a build would do; gives the exit status. */
export async function runPlan(context: string, flags: PlanFlags, io: Io, api: Pick<Api, 'plan'>): Promise<number> {
  const text = (report: PlanReport): string =>
    flags.json ? `${JSON.stringify(report, null, 2)}\n` : planText(report, styleFor(io.stdout, io.env))
  return planned(context, flags, flags.resolve, io, api, async (report) => {
    await print(io.stdout, text(report))
    return report.problems.length === 0 ? 0 : 1
  })
}

/** Plans a build, shows how that goes on, and shows the plan; gives the exit status. */
export async function planned(
  context: string,
  flags: BuildFlags,
  resolve: boolean,
  io: Io,
  api: Pick<Api, 'plan'>,
  show: (report: PlanReport) => Promise<number>,
): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const request = onePlatformRequest(context, flags, io.env)
      const report = await stoppable((signal) =>
        api.plan({ ...request, resolve, env: io.env, onEvent: progress.emit, signal }),
      )
      progress.succeed(report)
      return show(report)
    },
    { doing: 'Planning', done: 'Planned' },
  )
}
