import { memo } from '../core/memo.js'
import { formatPlatform, type Platform } from '../core/platform.js'
import { contextName } from '../dockerfile/contextName.js'
import type { StagePlan } from '../dockerfile/plan.js'
import type { Source } from '../dockerfile/sources.js'
import type { Image } from '../oci/image.js'
import { Changes } from '../rootfs/changes.js'
import type { Directory } from '../rootfs/node.js'
import { isoTime } from '../rootfs/times.js'
import { copyInto } from './copy/copyInto.js'
import type { FileSource } from './fileSource.js'
import type { Layers } from './layers.js'
import type { BuildRequest, BuildTools, NamedContext } from './request.js'
import { layerComment, scratchStage, type Stage, stageOfImage, stageOfStage, treeOf, withLayer } from './stage.js'
import { stagePlatform } from './stagePlatform.js'

/** Where stages begin and files come from: other stages, images, named contexts. Each is opened once. */
export class Sources {
  readonly #request: BuildRequest
  readonly #tools: BuildTools
  readonly #layers: Layers
  readonly #stage: (index: number) => Promise<Stage>
  readonly #images = new Map<string, Promise<Image>>()
  readonly #files = new Map<string, Promise<FileSource>>()

  /** @param stage gives a stage once it is built */
  constructor(request: BuildRequest, tools: BuildTools, layers: Layers, stage: (index: number) => Promise<Stage>) {
    this.#request = request
    this.#tools = tools
    this.#layers = layers
    this.#stage = stage
  }

  /** What a stage's RUNs are executed for. @throws OciPackError `dockerfile`, and what the stage that it goes on from throws */
  async platformOf(plan: StagePlan): Promise<Platform> {
    const { base } = plan
    if (base.kind === 'stage') return (await this.#stage(base.index)).platform
    return base.kind === 'scratch' ? this.#request.platform : stagePlatform(plan, this.#request.platform)
  }

  /** What a stage begins with. @throws OciPackError */
  async begin(plan: StagePlan): Promise<Stage> {
    const { base } = plan
    const platform = stagePlatform(plan, this.#request.platform)
    const view = this.#layers.view()
    if (base.kind === 'scratch') return scratchStage(this.#request.platform, view)
    if (base.kind === 'stage') return stageOfStage(await this.#stage(base.index), view)
    const named = this.#named(base.reference)
    if (named?.kind === 'folder') return this.#folderStage(named.tree, base.reference, platform)
    const image = await this.open(base.reference, platform)
    return stageOfImage(image, base.reference, platform, view)
  }

  /** The files of a source, as a stage sees them under the name that it has for it. @throws OciPackError */
  async files(source: Source, name: string, plan: StagePlan): Promise<FileSource> {
    if (source.kind === 'stage') return this.#filesOf(await this.#stage(source.index), `the stage ${name}`)
    const platform = stagePlatform(plan, this.#request.platform)
    if (source.kind === 'scratch') return this.#filesOf(scratchStage(platform, this.#layers.view()), name)
    const { reference } = source
    const named = this.#named(reference)
    if (named?.kind === 'folder') return { name: `the context ${name}`, tree: () => Promise.resolve(named.tree) }
    return memo(this.#files, `${reference} ${formatPlatform(platform)}`, async () => {
      const image = await this.open(reference, platform)
      return this.#filesOf(stageOfImage(image, reference, platform, this.#layers.view()), `the image ${name}`)
    })
  }

  #filesOf(stage: Stage, name: string): FileSource {
    return { name, layers: stage.layers, tree: () => treeOf(stage) }
  }

  /** A stage that begins with a folder's files as its only layer. */
  async #folderStage(tree: Directory, name: string, platform: Platform): Promise<Stage> {
    const stage = scratchStage(platform, this.#layers.view())
    const { epoch } = this.#request.times
    const changes = new Changes(await treeOf(stage))
    copyInto(changes, tree, '', '/', { epoch })
    const layer = await this.#layers.write((writer) => changes.write(writer, this.#tools.reader))
    const based = { ...stage, base: { name, id: layer.diffId } }
    return withLayer(based, layer, { created: isoTime(epoch), comment: layerComment })
  }

  #named(reference: string): NamedContext | undefined {
    return this.#request.namedContexts.get(contextName(reference))
  }

  /** An image, by what the Dockerfile calls it: a named context that is one, or one of a registry. @throws OciPackError */
  open(reference: string, platform: Platform): Promise<Image> {
    const named = this.#named(reference)
    const open = named?.kind === 'image' ? named.open : (wanted: Platform) => this.#tools.pull(reference, wanted)
    return memo(this.#images, `${reference} ${formatPlatform(platform)}`, () => open(platform))
  }
}
