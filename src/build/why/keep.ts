import { formatPlatform } from '../../core/platform.js'
import { settled } from '../../core/settled.js'
import type { Layer } from '../../oci/image.js'
import type { AskedRun } from '../request.js'
import type { StepContext } from '../step.js'
import { rememberFiles } from './layerFiles.js'
import { partsOf } from './parts.js'
import { rememberParts, type RunPlace, type RunRecord } from './runRecords.js'

/** Keeps which files from outside a RUN that is executed has below it. @throws OciPackError `io` */
export async function keepFiles(run: AskedRun, { layers, tools }: StepContext): Promise<void> {
  const { store, reader } = tools
  const remember = async (layer: Layer): Promise<void> =>
    rememberFiles(store, layer, await layers.indexOf(layer), reader)
  await settled(layersFromOutside(run).map(remember))
}

/** Keeps what a RUN that was just executed follows from. @throws OciPackError `io` */
export async function keepRun(run: AskedRun, { tools, request }: StepContext): Promise<void> {
  await rememberParts(tools.store, placeOf(run, request.dockerfile.file), recordOf(run, request.times, Date.now()))
}

/** Where a RUN stands in a Dockerfile. */
export function placeOf({ plan, inputs }: AskedRun, file: string): RunPlace {
  return { file, stage: plan.name ?? String(plan.index), platform: formatPlatform(inputs.platform) }
}

/** A RUN as it is kept. @param at when it was executed, in milliseconds since 1970 */
export function recordOf(
  { key, stage, inputs }: AskedRun,
  times: StepContext['request']['times'],
  at: number,
): RunRecord {
  return { key, at, position: stage.steps.length, parts: partsOf(stage, inputs, times) }
}

/** The layers below a RUN, and those mounted in it, that were made of files from elsewhere. */
export function layersFromOutside({ stage, mounts }: AskedRun): Layer[] {
  const copied = stage.steps.filter(({ instruction: { kind } }) => kind === 'copy' || kind === 'add')
  return [...copied.map(({ layer }) => layer), ...mounts.flatMap(({ files = [] }) => files)]
}
