import { setTimeout } from 'node:timers/promises'
import type { MadeStep } from '../../build/request.js'
import { OciPackError } from '../../core/errors.js'
import type { Event } from '../../core/events.js'
import { formatPlatform } from '../../core/platform.js'
import { probeAsAnother } from '../../exec/namespaces/probe.js'
import type { Image } from '../../oci/image.js'
import type { ReproductionReport } from '../../reproduce/report.js'
import type { BuiltImages } from '../build.js'
import { conditionsOf } from './conditions.js'
import { copyContexts } from './copyContexts.js'
import { MadeSteps } from './madeSteps.js'
import { type LayerPair, layerTools, reportOf } from './reportOf.js'
import { withOtherSurroundings } from './surroundings.js'

/** In milliseconds: zip archives know no odd seconds. */
const pause = 2100

/**
 * Builds once more what was just built, under other conditions, and compares: each RUN is executed again, on what the first build had below it, so that each
 * step answers for itself. @param keepTimes whether the times of the context's files are an input @throws OciPackError as the build
 */
export async function buildTwice(built: BuiltImages, keepTimes: boolean): Promise<ReproductionReport> {
  const { store, signal, images, steps } = built
  const folder = await store.temporaryFolder()
  try {
    const { copies, unmoved } = await copyContexts(built, folder.path, keepTimes)
    // What keeps the time of its making shall keep another one.
    await setTimeout(pause, undefined, { signal })
    const others = new MadeSteps()
    const executors = new Set<string>()
    const another = await probeAsAnother(store)
    const sameUser = another.works ? undefined : another.why
    const again = (): Promise<readonly Image[]> =>
      built.again({
        copies,
        made: (step) => {
          others.note(step)
          return firstOf(steps, step).layer
        },
        emit: (event) => {
          if (event.type === 'step-done' && event.detail !== undefined) executors.add(event.detail)
          if (event.type !== 'warning') built.emit(asSecond(event))
        },
      })
    const seconds = await withOtherSurroundings(again).catch((error: unknown) => {
      throw another.works ? ofSecond(error) : error
    })
    const pairs = steps.all().map((first): LayerPair => {
      const { layer, platform } = firstOf(others, first)
      return { platform: formatPlatform(platform), step: first, first: first.layer, second: layer, follows: false }
    })
    const both = images.flatMap((first, i) => (seconds[i] ? [{ first, second: seconds[i] }] : []))
    return await reportOf(pairs, both, layerTools(built), conditionsOf({ unmoved, executors, sameUser }))
  } finally {
    await folder.remove()
  }
}

/** The same step of another build of the same Dockerfile. */
function firstOf(steps: MadeSteps, step: MadeStep): MadeStep {
  const same = steps.like(step)
  if (same) return same
  throw new OciPackError('integrity', `of two builds, only one has the step ${step.instruction.text}`, {
    hint: 'Build again when nobody changes the Dockerfile or its base.',
  })
}

/** A RUN that did not fail the first time may need what an ordinary user has not. */
function ofSecond(error: unknown): unknown {
  if (!(error instanceof OciPackError) || error.code !== 'run') return error
  const { message, location, cause } = error
  const hint =
    'The second time root of a RUN is an ordinary user of this machine: see whether it makes devices or needs another right of his.'
  return new OciPackError('run', `the second time: ${message}`, { location, hint, cause })
}

/** A step of the second build is another one to who watches. */
function asSecond(event: Exclude<Event, { type: 'warning' }>): Event {
  const id = `again ${event.id}`
  return event.type === 'step-start' ? { ...event, id, name: event.name.replace('[', '[again, ') } : { ...event, id }
}
