import { setTimeout } from 'node:timers/promises'
import type { MadeStep } from '../../build/request.js'
import { OciPackError } from '../../core/errors.js'
import type { Event } from '../../core/events.js'
import { formatPlatform } from '../../core/platform.js'
import type { ReproductionReport } from '../../reproduce/report.js'
import type { BuiltImages } from '../build.js'
import { conditionsOf } from './conditions.js'
import { copyTree } from './copyTree.js'
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
    const unmoved = await copyContext(built, folder.path, keepTimes)
    // What keeps the time of its making shall keep another one.
    await setTimeout(pause, undefined, { signal })
    const again = new MadeSteps()
    const executors = new Set<string>()
    const seconds = await withOtherSurroundings(() =>
      built.again({
        folder: unmoved === undefined ? folder.path : undefined,
        made: (step) => {
          again.note(step)
          return firstOf(steps, step).layer
        },
        emit: (event) => {
          if (event.type === 'step-done' && event.detail !== undefined) executors.add(event.detail)
          if (event.type !== 'warning') built.emit(asSecond(event))
        },
      }),
    )
    const pairs = steps.all().map((first): LayerPair => {
      const { layer, platform } = firstOf(again, first)
      return { platform: formatPlatform(platform), step: first, first: first.layer, second: layer, follows: false }
    })
    const both = images.flatMap((first, i) => (seconds[i] ? [{ first, second: seconds[i] }] : []))
    return await reportOf(pairs, both, layerTools(built), conditionsOf(unmoved, executors))
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

/** Copies the context's folder; gives the reason where it cannot be done. */
async function copyContext(built: BuiltImages, folder: string, keepTimes: boolean): Promise<string | undefined> {
  const { context, signal } = built
  if (context === undefined) return 'it is no folder'
  try {
    await copyTree(context, folder, { keepTimes, signal })
    return undefined
  } catch (error) {
    if (error instanceof OciPackError && error.code !== 'aborted') return error.message
    throw error
  }
}

/** A step of the second build is another one to who watches. */
function asSecond(event: Exclude<Event, { type: 'warning' }>): Event {
  const id = `again ${event.id}`
  return event.type === 'step-start' ? { ...event, id, name: event.name.replace('[', '[again, ') } : { ...event, id }
}
