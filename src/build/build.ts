import { OciPackError } from '../core/errors.js'
import { formatPlatform, parsePlatform, type Platform, samePlatform } from '../core/platform.js'
import { historyComment } from '../dockerfile/history.js'
import type { Instruction } from '../dockerfile/instruction.js'
import { parseTrigger } from '../dockerfile/parse.js'
import { type Plan, planBuild, type StagePlan } from '../dockerfile/plan.js'
import { type Source, sourceOf } from '../dockerfile/sources.js'
import { lookupIn } from '../dockerfile/variables.js'
import { expandWord } from '../dockerfile/words.js'
import type { Image } from '../oci/image.js'
import { newImage } from '../oci/mutate.js'
import { Changes } from '../rootfs/changes.js'
import type { Directory } from '../rootfs/node.js'
import { isoTime } from '../rootfs/times.js'
import { copyInto } from './copy/copyInto.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools } from './request.js'
import { layerComment, scratchStage, type Stage, stageOfImage, stageOfStage, treeOf, withLayer } from './stage.js'
import type { StepContext } from './step.js'
import { applyStep } from './steps/applyStep.js'

/**
 * Builds the image that a Dockerfile's target stage describes. The layers that it makes lie where `layers` writes them. @throws OciPackError with the instruction's location
 */
export async function build(request: BuildRequest, tools: BuildTools, layers: Layers): Promise<Image> {
  const plan = planBuild(request.dockerfile, {
    target: request.target,
    buildArgs: request.buildArgs,
    platform: request.platform,
    buildPlatform: tools.hostPlatform,
    namedContexts: new Set(request.namedContexts.keys()),
  })
  for (const name of plan.unusedBuildArgs)
    tools.emit({ type: 'warning', message: `the build argument ${name} is declared by no ARG` })
  return new Building(request, tools, plan, layers).image()
}

/** One build on its way: the stages that are ready, and the images that were opened. */
class Building {
  readonly #stages = new Map<number, Stage>()
  readonly #images = new Map<string, Promise<Image>>()
  readonly #told = new Map<string, { readonly cached: boolean; readonly detail?: string }>()
  readonly #trees = new Map<string, Promise<Directory>>()

  constructor(
    private readonly request: BuildRequest,
    private readonly tools: BuildTools,
    private readonly plan: Plan,
    private readonly layers: Layers,
  ) {}

  async image(): Promise<Image> {
    for (const index of this.plan.order) {
      const stage = this.plan.stages[index]
      if (stage) this.#stages.set(index, await this.#buildStage(stage))
    }
    return this.#finished(this.#stage(this.plan.target))
  }

  async #buildStage(plan: StagePlan): Promise<Stage> {
    const total = 1 + plan.instructions.filter(showsProgress).length
    const start = await this.#step(plan, 1, `1/${total}`, plan.location.text.join(' '), () => this.#start(plan))
    const { stage: begun, triggers } = takeTriggers(start, plan)
    let stage = begun
    let number = 1
    for (const instruction of [...triggers, ...plan.instructions]) {
      const before = stage
      const apply = (id: string): Promise<Stage> => this.#apply(before, instruction, plan, id)
      if (!showsProgress(instruction)) stage = await apply('')
      else {
        number++
        const shown = triggers.includes(instruction)
          ? 'ONBUILD'
          : `${number - triggers.filter(showsProgress).length}/${total}`
        stage = await this.#step(plan, number, shown, instruction.text, apply)
      }
    }
    return stage
  }

  /** Runs a step and tells of it; an error gets the instruction's location where it has none. */
  async #step<T>(
    plan: StagePlan,
    number: number,
    shown: string,
    text: string,
    run: (id: string) => Promise<T>,
  ): Promise<T> {
    const { emit } = this.tools
    const id = `${plan.index}.${number}`
    const name = `[${plan.name ?? `stage ${plan.index}`} ${shown}] ${text}`
    emit({ type: 'step-start', id, name })
    try {
      const result = await run(id)
      emit({ type: 'step-done', id, ...(this.#told.get(id) ?? { cached: false }) })
      return result
    } catch (error) {
      emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
      throw error instanceof OciPackError && number === 1 ? error.at(plan.location) : error
    }
  }

  async #apply(stage: Stage, instruction: Instruction, plan: StagePlan, id: string): Promise<Stage> {
    if (this.tools.signal.aborted) throw new OciPackError('aborted', 'the build was stopped')
    try {
      return await applyStep(stage, instruction, this.#context(plan, id))
    } catch (error) {
      throw error instanceof OciPackError ? error.at(instruction.location) : error
    }
  }

  async #start(plan: StagePlan): Promise<Stage> {
    const { base } = plan
    const platform = this.#platformOf(plan)
    const view = this.layers.view()
    if (base.kind === 'scratch') return scratchStage(platform, view)
    if (base.kind === 'stage') return stageOfStage(this.#stage(base.index), platform, view)
    const named = this.request.namedContexts.get(base.reference)
    if (named?.kind === 'folder') return this.#folderStage(named.tree, platform)
    const image = await this.#open(base.reference, platform)
    this.#warnOfPlatform(base.reference, image, platform)
    return stageOfImage(image, platform, view)
  }

  /** A stage that begins with a folder's files as its only layer. */
  async #folderStage(tree: Directory, platform: Platform): Promise<Stage> {
    const stage = scratchStage(platform, this.layers.view())
    const { epoch } = this.request.times
    const changes = new Changes(await treeOf(stage))
    copyInto(changes, tree, '', '/', { epoch })
    const layer = await this.layers.write((writer) => changes.write(writer, this.tools.reader))
    return withLayer(stage, layer, { created: isoTime(epoch), comment: layerComment })
  }

  #warnOfPlatform(reference: string, { config }: Image, platform: Platform): void {
    if (samePlatform(config, platform)) return
    this.tools.emit({
      type: 'warning',
      message: `${reference} is for ${formatPlatform(config)}, not for ${formatPlatform(platform)}`,
    })
  }

  #context(plan: StagePlan, id: string): StepContext {
    const { request, tools, layers } = this
    const { escape } = request.dockerfile.directives
    const created = isoTime(request.times.epoch)
    return {
      request,
      tools,
      layers,
      args: { buildArgs: request.buildArgs, globalArgs: this.plan.globalArgs, escape },
      expand: (stage, word) => expandWord(word, lookupIn(stage.variables), { escape }),
      from: (name) => this.#tree(plan.sources.get(name) ?? sourceOf(this.plan.stages.slice(0, plan.index), name), plan),
      history: (text) => ({ created, created_by: text, comment: historyComment }),
      tell: (how) => this.#told.set(id, how),
      output: (stream, data) => tools.emit({ type: 'output', id, stream, data }),
    }
  }

  async #tree(source: Source, plan: StagePlan): Promise<Directory> {
    if (source.kind === 'stage') return treeOf(this.#stage(source.index))
    if (source.kind === 'scratch') return treeOf(scratchStage(this.request.platform, this.layers.view()))
    const { reference } = source
    const named = this.request.namedContexts.get(reference)
    if (named?.kind === 'folder') return named.tree
    const platform = this.#platformOf(plan)
    return memo(this.#trees, `${reference} ${formatPlatform(platform)}`, async () => {
      const image = await this.#open(reference, platform)
      return treeOf(stageOfImage(image, platform, this.layers.view()))
    })
  }

  /** What a stage is built for: its FROM's `--platform`, or else the build's. @throws OciPackError `dockerfile` */
  #platformOf({ platform }: StagePlan): Platform {
    if (platform === undefined) return this.request.platform
    try {
      return parsePlatform(platform)
    } catch (error) {
      if (!(error instanceof OciPackError)) throw error
      throw new OciPackError('dockerfile', error.message, { hint: error.hint, cause: error })
    }
  }

  #open(reference: string, platform: Platform): Promise<Image> {
    const named = this.request.namedContexts.get(reference)
    const open = named?.kind === 'image' ? named.open : (wanted: Platform) => this.tools.pull(reference, wanted)
    return memo(this.#images, `${reference} ${formatPlatform(platform)}`, () => open(platform))
  }

  #stage(index: number): Stage {
    const stage = this.#stages.get(index)
    if (stage) return stage
    throw new OciPackError('dockerfile', `stage ${index} is used before it is built`)
  }

  #finished({ config, history, layers, author, platform }: Stage): Image {
    const { request } = this
    const labels =
      request.labels.size > 0 ? { Labels: { ...config.Labels, ...Object.fromEntries(request.labels) } } : {}
    const { os, architecture, variant } = platform
    return newImage({
      config: {
        os,
        architecture,
        ...(variant ? { variant } : {}),
        ...(author ? { author } : {}),
        config: { ...config, ...labels },
        created: isoTime(request.times.epoch),
        history,
      },
      layers,
    })
  }
}

/** Instructions that only change the configuration are done at once and need no line of progress. */
function showsProgress({ kind }: Instruction): boolean {
  return kind === 'run' || kind === 'copy' || kind === 'add' || kind === 'workdir'
}

/** The ONBUILD triggers of a stage's base, to be executed before the stage's own instructions (Dockerfile reference, "ONBUILD"). */
function takeTriggers(stage: Stage, plan: StagePlan): { stage: Stage; triggers: Instruction[] } {
  const { OnBuild = [], ...config } = stage.config
  return { stage: { ...stage, config }, triggers: OnBuild.map((trigger) => parseTrigger(trigger, plan.location)) }
}

function memo<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = known.get(key)
  if (!value) known.set(key, (value = make()))
  return value
}
