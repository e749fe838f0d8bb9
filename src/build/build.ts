import { withoutCredentials } from '../core/credentials.js'
import { OciPackError } from '../core/errors.js'
import { passes, shortFinding } from '../core/finding.js'
import { type Platform, platformOf } from '../core/platform.js'
import { historyComment } from '../dockerfile/history.js'
import type { Instruction } from '../dockerfile/instruction.js'
import { lintOptions } from '../dockerfile/lint/lint.js'
import { parseTrigger } from '../dockerfile/parse.js'
import { type Plan, planBuild, type StagePlan } from '../dockerfile/plan.js'
import { instructionSources, sourceOf } from '../dockerfile/sources.js'
import { lookupIn } from '../dockerfile/variables.js'
import { expandWord } from '../dockerfile/words.js'
import type { Image, Layer } from '../oci/image.js'
import { newImage } from '../oci/mutate.js'
import { isoTime } from '../rootfs/times.js'
import { checkBuild } from './checks.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools } from './request.js'
import { Schedule } from './schedule.js'
import { Sources } from './sources.js'
import { shownPlatform } from './shownPlatform.js'
import type { Stage } from './stage.js'
import type { StepContext } from './step.js'
import { applyStep } from './steps/applyStep.js'
import { TreeParts } from './treeParts.js'

/**
 * Builds the image that a Dockerfile's target stage describes. The layers that it makes lie where `layers` writes them. Stages that need
 * nothing of each other are built at the same time. @throws OciPackError with the instruction's location, when nothing goes on any more
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
    tools.emit({
      type: 'warning',
      message: `the build argument ${name} is declared by no ARG`,
      hint: `Write ARG ${name} in the stage that uses it, or leave out --build-arg ${name}.`,
    })
  for (const name of request.noCache === true ? [] : request.noCache)
    if (!plan.stages.some((stage) => stage.name === name))
      tools.emit({
        type: 'warning',
        message: `no stage is called ${name}, so nothing of it is built anew`,
        hint: 'Name a stage of the Dockerfile: FROM ... AS NAME.',
      })
  return new Building(request, tools, plan, layers).image()
}

/** One build on its way. */
class Building {
  readonly #request: BuildRequest
  readonly #tools: BuildTools
  readonly #plan: Plan
  readonly #layers: Layers
  readonly #stages: Schedule<Stage>
  readonly #sources: Sources
  readonly #parts: TreeParts
  readonly #told = new Map<string, { readonly cached: boolean; readonly detail?: string }>()

  constructor(request: BuildRequest, tools: BuildTools, plan: Plan, layers: Layers) {
    this.#request = request
    this.#tools = tools
    this.#plan = plan
    this.#layers = layers
    this.#stages = new Schedule((index) => this.#buildStage(index), tools.stop)
    this.#sources = new Sources(request, tools, layers, (index) => this.#stages.get(index))
    this.#parts = new TreeParts(layers, tools.reader, request.times.epoch)
  }

  async image(): Promise<Image> {
    await this.#check()
    await this.#stages.all(this.#plan.order)
    return this.#finished(await this.#stages.get(this.#plan.target))
  }

  /**
   * Tells what the checks find. What is wrong beyond that, the build comes upon itself.
   * @throws OciPackError `dockerfile` on bad options of theirs, and where findings are errors
   */
  async #check(): Promise<void> {
    const { emit, hostPlatform } = this.#tools
    lintOptions(this.#request.dockerfile, this.#request.buildArgs)
    const build = { ...this.#request, hostPlatform, allStages: false }
    const { findings } = await checkBuild(build, async (...image) => (await this.#sources.open(...image)).config)
    for (const finding of findings) emit({ type: 'warning', message: shortFinding(finding), finding })
    if (passes(findings)) return
    const rules = [...new Set(findings.map(({ rule }) => rule))].join(', ')
    throw new OciPackError('dockerfile', `the Dockerfile is not built, for these checks are errors: ${rules}`, {
      hint: 'Mend what oci-pack build --check tells, or leave out error=true of its check directive.',
    })
  }

  async #buildStage(index: number): Promise<Stage> {
    const plan = this.#plan.stages[index]
    if (!plan) throw new Error(`there is no stage ${index}`)
    const total = 1 + plan.instructions.filter(showsProgress).length
    if (plan.base.kind === 'stage') await this.#stages.get(plan.base.index)
    const start = await this.#step(plan, 1, `1/${total}`, plan.location.text.join(' '), () => this.#sources.begin(plan))
    const { stage: begun, triggers } = takeTriggers(start, plan)
    let stage = begun
    let number = 1
    for (const instruction of [...triggers, ...plan.instructions]) {
      const before = stage
      const apply = (id: string): Promise<Stage> => this.#apply(before, instruction, plan, id)
      await this.#sourcesReady(instruction, plan)
      if (!showsProgress(instruction)) stage = await apply('')
      else {
        number++
        const shown = triggers.includes(instruction)
          ? 'ONBUILD'
          : `${number - triggers.filter(showsProgress).length}/${total}`
        stage = await this.#step(plan, number, shown, withoutCredentials(instruction.text), apply)
      }
    }
    return stage
  }

  /** A step begins when the stages are built that it takes files from. */
  async #sourcesReady(instruction: Instruction, plan: StagePlan): Promise<void> {
    for (const [, source] of instructionSources(this.#stagesBefore(plan), instruction))
      if (source.kind === 'stage') await this.#stages.get(source.index)
  }

  #stagesBefore({ index }: StagePlan): readonly StagePlan[] {
    return this.#plan.stages.slice(0, index)
  }

  async #platformOf(plan: StagePlan): Promise<Platform> {
    try {
      return await this.#sources.platformOf(plan)
    } catch (error) {
      throw error instanceof OciPackError ? error.at(plan.location) : error
    }
  }

  /** Runs a step and tells of it; an error gets the instruction's location where it has none. */
  async #step<T>(
    plan: StagePlan,
    number: number,
    shown: string,
    text: string,
    run: (id: string) => Promise<T>,
  ): Promise<T> {
    const { emit } = this.#tools
    this.#goOn()
    const { inName, inId } = shownPlatform(await this.#platformOf(plan), this.#request)
    const id = `${inId}${plan.index}.${number}`
    const name = `[${inName}${plan.name ?? `stage ${plan.index}`} ${shown}] ${text}`
    emit({ type: 'step-start', id, name })
    try {
      const result = await run(id)
      emit({ type: 'step-done', id, ...(this.#told.get(id) ?? { cached: false }) })
      return result
    } catch (error) {
      if (this.#tools.signal.aborted) emit({ type: 'step-stopped', id })
      else emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
      throw error instanceof OciPackError && number === 1 ? error.at(plan.location) : error
    }
  }

  async #apply(stage: Stage, instruction: Instruction, plan: StagePlan, id: string): Promise<Stage> {
    this.#goOn()
    try {
      return this.#withStep(stage, await applyStep(stage, instruction, this.#context(plan, id)), instruction, plan)
    } catch (error) {
      const { location } = instruction
      const shown = { ...location, text: location.text.map(withoutCredentials) }
      throw error instanceof OciPackError ? error.at(shown) : error
    }
  }

  /** The stage after an instruction; where that made a layer, it is told of. */
  #withStep(before: Stage, stage: Stage, instruction: Instruction, plan: StagePlan): Stage {
    const layer = stage.layers[before.layers.length]
    if (!layer) return stage
    const { platform } = this.#request
    const kept = this.#tools.made?.({ platform, plan, instruction, stage, layer }) ?? layer
    return { ...stage, layers: [...before.layers, kept], steps: [...before.steps, { instruction, layer: kept }] }
  }

  #context(plan: StagePlan, id: string): StepContext {
    const request = this.#request
    const tools = this.#tools
    const { escape } = request.dockerfile.directives
    const created = isoTime(request.times.epoch)
    const before = this.#stagesBefore(plan)
    const noCache = request.noCache === true || (plan.name !== undefined && request.noCache.has(plan.name))
    return {
      plan,
      request,
      tools,
      layers: this.#layers,
      parts: this.#parts,
      args: { buildArgs: request.buildArgs, globalArgs: this.#plan.globalArgs, escape },
      expand: (stage, word) => expandWord(word, lookupIn(stage.variables), { escape }),
      context: {
        name: 'the build context',
        tree: () => Promise.resolve(request.context),
        hint: 'Check the path, and that .dockerignore does not exclude it. Paths are relative to the context; nothing outside of it can be used.',
      },
      copyFrom: (name) => this.#sources.files(sourceOf(before, name), name, plan),
      mountFrom: (name) => this.#sources.files(sourceOf(before, name, false), name, plan),
      history: (text) => ({ created, created_by: text, comment: historyComment }),
      noCache,
      once: (key, make) => this.#once(`${noCache} ${key}`, make),
      tell: (how) => this.#told.set(id, how),
      output: (stream, data) => tools.emit({ type: 'output', id, stream, data }),
    }
  }

  #once(key: string, make: () => Promise<Layer>): Promise<Layer> {
    return this.#tools.turns.once(key, async () => {
      this.#goOn()
      return make()
    })
  }

  /** @throws OciPackError `aborted` once the build was stopped */
  #goOn(): void {
    if (this.#tools.signal.aborted) throw new OciPackError('aborted', 'the build was stopped')
  }

  #finished({ config, history, layers, author, imagePlatform }: Stage): Image {
    const { labels: given, times, platform, platformGiven } = this.#request
    const labels = given.size > 0 ? { Labels: { ...config.Labels, ...Object.fromEntries(given) } } : {}
    return newImage({
      config: {
        ...platformOf(platformGiven ? platform : imagePlatform),
        ...(author ? { author } : {}),
        config: { ...config, ...labels },
        created: isoTime(times.epoch),
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
