import type { AskedRun } from '../../build/request.js'
import { OciPackError } from '../../core/errors.js'
import { withBuiltImages } from '../build.js'
import type { BuildOptions } from '../options.js'
import { onePlatform } from '../platforms.js'
import { explain, toldOf } from './explain.js'
import type { WhyReport, WhyRun } from './report.js'

/** What is nothing to a build that makes nothing. */
type OfResults = 'tags' | 'attest' | 'verifyReproducible' | 'cacheTo'

/** What `oci-pack why` takes to tell of the cache: what the build takes. Nothing is written to its outputs, which are no part of the context. */
export interface WhyOptions extends Omit<BuildOptions, OfResults> {
  /** A line of the Dockerfile: of the RUN that stands on it is told, and of no other one. */
  readonly line?: number | undefined
}

/**
 * Tells of each RUN whether a build would take its layer from the cache, or what is another than when it was executed before. Files are read and bases pulled as for
 * a build; no RUN is executed, and nothing is written but what is known of the context's files. @throws OciPackError as the build, before it comes to a RUN that it would execute
 */
export async function why({ line, ...options }: WhyOptions): Promise<WhyReport> {
  onePlatform(options, 'why')
  const runs: { readonly index: number; readonly told: WhyRun }[] = []
  let stopped: OciPackError | undefined
  try {
    await withBuiltImages(
      { ...options, tags: [], attest: undefined, cacheTo: [] },
      () => Promise.resolve(),
      (opened, times) => ({
        isTrial: true,
        // Stages that do not need the one that is stopped go on.
        stop: () => undefined,
        emit: (event) => opened.emit(event.type === 'step-failed' ? { type: 'step-stopped', id: event.id } : event),
        asked: async (run, isKnown) => {
          const { index } = run.plan
          runs.push({ index, told: await explain(run, isKnown, times, opened) })
          if (isKnown) return
          const { file } = opened.dockerfile
          runs.push(...following(run, file).map((told) => ({ index, told })))
          stopped ??= new OciPackError('unsupported', 'no RUN is executed to tell why', {
            hint: 'oci-pack build executes it.',
          })
          throw stopped
        },
      }),
    )
  } catch (error) {
    if (!stopped || !isThat(error, stopped)) throw error
  }
  const told = runs.sort((a, b) => a.index - b.index).map((run) => run.told)
  return { runs: line === undefined ? told : onLine(told, line) }
}

/** The RUNs behind one that would be executed. */
function following({ plan, instruction }: AskedRun, file: string): WhyRun[] {
  const at = plan.instructions.indexOf(instruction)
  return plan.instructions
    .filter(({ kind }, i) => kind === 'run' && i > at)
    .map((run) => ({
      ...toldOf(run, plan.name ?? String(plan.index), file),
      cached: false,
      reason: { type: 'follows' },
    }))
}

/** Whether an error is the one that was thrown; it has got a place in the Dockerfile meanwhile. */
function isThat(error: unknown, { code, message }: OciPackError): boolean {
  return error instanceof OciPackError && error.code === code && error.message === message
}

/** @throws OciPackError `not-found` */
function onLine(runs: readonly WhyRun[], line: number): WhyRun[] {
  const found = runs.filter((run) => run.line === line)
  if (found.length > 0) return found
  const lines = runs.map((run) => run.line).join(', ')
  throw new OciPackError('not-found', `on line ${line} begins no RUN that the build needs`, {
    hint: lines === '' ? 'The build has none.' : `They are on ${lines}.`,
  })
}
