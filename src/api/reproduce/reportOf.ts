import type { MadeStep } from '../../build/request.js'
import { withoutCredentials } from '../../core/credentials.js'
import { sha256 } from '../../core/hash.js'
import type { Instruction } from '../../dockerfile/instruction.js'
import type { Image, Layer } from '../../oci/image.js'
import type { Cause } from '../../reproduce/causes/cause.js'
import { compareLayers, type LayerTools } from '../../reproduce/layers.js'
import type { Conditions, ReproductionReport, StepDifference } from '../../reproduce/report.js'
import { plainExtent } from '../../store/layers.js'
import type { BuiltImages } from '../build.js'
import { compareConfigs } from '../../reproduce/values.js'

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

/** What reads the layers of a build, and of an image that is held against it. */
export function layerTools({ layers, store, signal }: Pick<BuiltImages, 'layers' | 'store' | 'signal'>): LayerTools {
  return {
    indexOf: (layer) => layers.indexOf(layer),
    plain: (layer) => plainExtent(store, layer),
    signal,
    now: Math.floor(Date.now() / 1000),
  }
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
  const configuration = images.flatMap(({ first, second }) => compareConfigs(first, second))
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
  if (!step) return { ...common, files: [], count: 0, form: [] }
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
