import type { MadeStep } from '../../build/request.js'
import { withoutCredentials } from '../../core/credentials.js'
import { sha256 } from '../../core/hash.js'
import { formatPlatform, platformOf } from '../../core/platform.js'
import type { Instruction } from '../../dockerfile/instruction.js'
import type { Image, Layer } from '../../oci/image.js'
import type { Cause } from '../../reproduce/causes/cause.js'
import { compareLayers, type LayerTools } from '../../reproduce/layers.js'
import type { Conditions, ReproductionReport, StepDifference, ValueDifference } from '../../reproduce/report.js'
import { compareValues } from '../../reproduce/values.js'

/** Two layers that should be the same. */
export interface LayerPair {
  readonly platform: string
  /** What made the second one; undefined for a layer of the base. */
  readonly step: MadeStep | undefined
  readonly first: Layer
  readonly second: Layer
  /** Whether the layers below them differ too. */
  readonly follows: boolean
}

/** An image, and the one that was built after it. */
export interface ImagePair {
  readonly first: Image
  readonly second: Image
}

/** What differs between two builds. @throws OciPackError `integrity`, `format`, `io` */
export async function reportOf(
  layers: readonly LayerPair[],
  images: readonly ImagePair[],
  tools: LayerTools,
  conditions: Conditions,
): Promise<ReproductionReport> {
  const steps: StepDifference[] = []
  for (const pair of layers) if (pair.first.diffId !== pair.second.diffId) steps.push(await stepDifference(pair, tools))
  const configuration = images.flatMap(configDifferences)
  return {
    same: steps.length === 0 && configuration.length === 0,
    imageIds: images.map(({ first }) => sha256(first.configBytes)),
    steps,
    configuration,
    conditions,
  }
}

async function stepDifference({ step, platform, first, second, follows }: LayerPair, tools: LayerTools) {
  const common = { platform, first: first.diffId, second: second.diffId, follows }
  // What other people's images hold is told by them.
  if (!step) return { ...common, files: [], count: 0, sameOrder: true }
  const { instruction, plan } = step
  return {
    ...common,
    instruction: withoutCredentials(instruction.text),
    location: { ...instruction.location, text: instruction.location.text.map(withoutCredentials) },
    stage: plan.name ?? String(plan.index),
    ...(await compareLayers(first, second, { ...tools, otherwise: otherSources(instruction) })),
  }
}

/** What COPY and ADD make follows from what they take alone. */
function otherSources(instruction: Instruction): Cause | undefined {
  if (instruction.kind !== 'copy' && instruction.kind !== 'add') return undefined
  const { from } = instruction
  if (from !== undefined) {
    const mend = 'Mend what makes it there, or name the image by its digest'
    return { id: 'copied', why: `what it takes from ${from} is another`, mend }
  }
  return {
    id: 'sources',
    why: 'the files that it takes are others',
    mend: 'Take the same commit; leave out by .dockerignore what differs in its folder; where modes differ, say --chmod',
  }
}

function configDifferences({ first, second }: ImagePair): ValueDifference[] {
  const platform = formatPlatform(platformOf(second.config))
  if (Buffer.compare(first.configBytes, second.configBytes) === 0) return []
  const different = compareValues(valuesOf(first), valuesOf(second))
  const created = different.find(({ at }) => at === 'created')
  const told = different.filter((value) => !value.at.startsWith('rootfs.') && !isSameTime(value, created))
  // The layers are told by themselves.
  if (different.length > 0) return told.map((value) => ({ platform, ...value, ...mendOf(value.at, first) }))
  return [{ platform, at: 'the order of its fields, or its spaces' }]
}

/** Whether a time of the history is the image's own, which is told by itself. */
function isSameTime(
  value: Pick<ValueDifference, 'at' | 'first' | 'second'>,
  created: typeof value | undefined,
): boolean {
  return (
    /^history\[\d+\]\.created$/.test(value.at) && value.first === created?.first && value.second === created?.second
  )
}

/** All times of an image that was built reproducibly are one. */
function mendOf(at: string, { config }: Image): Pick<ValueDifference, 'mend'> {
  const seconds = Date.parse(config.created ?? '') / 1000
  return at === 'created' && Number.isInteger(seconds) ? { mend: `--timestamp ${seconds}` } : {}
}

/** The configuration as it is written, what is not known here too. */
function valuesOf({ configBytes }: Image): unknown {
  const values: unknown = JSON.parse(Buffer.from(configBytes).toString('utf8'))
  return values
}
