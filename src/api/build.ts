import { availableParallelism } from 'node:os'
import { OciPackError } from '../core/errors.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import type { Emit } from '../core/events.js'
import { platformOf } from '../core/platform.js'
import { buildEach } from '../build/buildEach.js'
import type { Layers } from '../build/layers.js'
import type { BuildRequest, BuildTools, NamedContext } from '../build/request.js'
import { RunTurns } from '../build/runTurns.js'
import type { Executor, ExecutorName } from '../exec/executor.js'
import type { Image } from '../oci/image.js'
import type { Reference } from '../oci/reference.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { BuildFacts } from '../provenance/statement.js'
import type { Directory } from '../rootfs/node.js'
import { buildTimes, type Times } from '../rootfs/times.js'
import type { ReproductionReport } from '../reproduce/report.js'
import type { Store } from '../store/store.js'
import { annotationsFor, checkAnnotations, indexAnnotations } from './annotations.js'
import { factsOf, refuseStdout } from './attest/facts.js'
import { Materials } from './attest/materials.js'
import { buildArgs } from './buildArgs.js'
import { resultOf } from './buildResult.js'
import { contextPlace } from './context/place.js'
import type { ExecutorParts } from './executors.js'
import { extraHosts } from './extraHosts.js'
import { connect } from './lock/connect.js'
import { type Opened, withOpened } from './opened.js'
import type { BuildOptions, BuildResult } from './options.js'
import { exportImages } from './outputs.js'
import { checkOutputs } from './outputs/check.js'
import { buildAgain, type OtherBuild } from './reproduce/again.js'
import { MadeSteps } from './reproduce/madeSteps.js'
import type { OutputResult } from './outputs/option.js'
import { onePlatform, platformsOf } from './platforms.js'
import { imagesOf } from './puller.js'
import { secretReaders } from './secrets.js'
import { lazyRegistryClient } from './registryClient.js'
import { taggedName } from './taggedName.js'
import { needsBytes, wantsInline, withInlineCache } from './sharedCache/inline.js'
import type { CacheDestination } from './sharedCache/options.js'
import { BuildNotes } from './sharedCache/results.js'
import { untilSound } from './sharedCache/untilSound.js'
import { taskTags } from './task/taskTags.js'

/**
 * Builds an image, or one for each of several platforms, and writes what it built to each of the outputs: what `oci-pack build` does. Nothing of a
 * failed build stays behind. @throws OciPackError
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const { outputs = [], offline, registry = {}, env = process.env, attest } = options
  if (options.verifyReproducible) refuseNow(options)
  const tags = await taskTags(options)
  checkOutputs(outputs, { tags, offline, images: platformsOf(options).length })
  if (attest) refuseStdout(outputs)
  const pushing = lazyRegistryClient(registry, env)
  try {
    return await withBuiltImages({ ...options, tags }, async (built) => {
      const { images, names } = built
      const annotations = indexAnnotations(options.annotations)
      const reproduction = options.verifyReproducible ? await reproductionOf(built, options) : undefined
      if (reproduction?.same === false) return resultOf({ images, names, annotations, reproduction })
      const attester = attest && new (await import('./attest/attester.js')).Attester(attest, built)
      const written: OutputResult[] = []
      for (const output of outputs) {
        const result = await exportImages(images, output, { ...built, annotations, client: pushing.client })
        await attester?.tell(images, result, pushing.client)
        written.push(result)
      }
      return resultOf({ images, names, annotations, outputs: written, ...(reproduction && { reproduction }) })
    })
  } finally {
    pushing.close()
  }
}

/** What has just been built; the layers and whatever else is here can be read until whoever asked for it is done. */
export interface BuiltImages {
  /** One for each platform, in the order in which they were asked for. */
  readonly images: readonly Image[]
  readonly names: readonly Reference[]
  readonly store: Store
  readonly layers: Layers
  readonly reader: ContentReader
  /** What it was built from, and what was asked for. */
  readonly materials: Materials
  readonly facts: BuildFacts
  /** The time of the images, in seconds since 1970. */
  readonly created: number
  readonly emit: Emit
  readonly signal: AbortSignal
  /** The layers that instructions made. */
  readonly steps: MadeSteps
  /** The context as COPY saw it, where it is a folder. */
  readonly context: Directory | undefined
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  /** Builds the same again, and executes each RUN, as if another user did. */
  readonly again: (other: OtherBuild) => Promise<readonly Image[]>
}

/** The same of one image. */
export interface BuiltImage extends Omit<BuiltImages, 'images'> {
  readonly image: Image
}

/**
 * Builds an image for one platform and hands it to `use`, written nowhere but into the store: `outputs` are not written here, yet are no part of the context.
 * @throws OciPackError, and what `use` throws
 */
export async function withBuiltImage<T>(options: BuildOptions, use: (built: BuiltImage) => Promise<T>): Promise<T> {
  onePlatform(options, 'the image of a Task')
  return withBuiltImages(options, ({ images, ...built }) => {
    const [image] = images
    if (!image) throw new Error('no image was built')
    return use({ ...built, image })
  })
}

/** What whoever has an image built for a reason of his own does in place of what a build does. */
export type Hooks = (
  opened: Opened,
  times: Times,
) => Partial<Pick<BuildTools, 'asked' | 'made' | 'isTrial' | 'emit' | 'stop'>>

/** As `withBuiltImage`, for any number of platforms. @param hooks what else the build tells, and how */
export async function withBuiltImages<T>(
  options: BuildOptions,
  use: (built: BuiltImages) => Promise<T>,
  hooks: Hooks = () => ({}),
): Promise<T> {
  const env = options.env ?? process.env
  const names = (options.tags ?? []).map(taggedName)
  const place = await contextPlace(options.context)
  const request = await requestOf(options, env)
  const { times, buildArgs: args, secrets } = request
  const open = { ...options, env, place, times, args, secretReaders: secrets }
  const materials = new Materials()
  return withOpened(
    open,
    async (tools) => materials.noting(await connect(options, place, tools)),
    (opened) => {
      const facts = factsOf(options, { text: opened.text, times, args })
      const context = place.kind === 'folder' ? opened.context : undefined
      const found = { names, materials, facts, context }
      return buildWith(opened, request, { ...options, env, hooks }, (built) => use({ ...built, ...found }))
    },
  )
}

/** What is asked for, before anything is opened that has to be closed. */
type UnopenedRequest = Omit<
  BuildRequest,
  'dockerfile' | 'context' | 'namedContexts' | 'sshAgents' | 'platform' | 'platformGiven'
>

async function buildWith<T>(
  opened: Opened,
  unopened: UnopenedRequest,
  options: BuildOptions & {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly hooks: Hooks
  },
  use: (built: Omit<BuiltImages, 'names' | 'materials' | 'facts' | 'context'>) => Promise<T>,
): Promise<T> {
  const { dockerfile, context, ignore, namedContexts, sshAgents, store, layers, shared, reader, emit } = opened
  const { env, locked, runWith, cacheTo = [], hooks } = options
  const inline = wantsInline(options)
  let executors: Promise<Executor[]> | undefined
  let anothers: Promise<Executor[]> | undefined
  try {
    const wanted = platformsOf(options)
    checkAnnotations(options.annotations, wanted, emit)
    const common = { ...unopened, dockerfile, context, ignore, namedContexts, sshAgents }
    const requests = wanted.map((platform) => ({ ...common, ...platform, oneOfSeveral: wanted.length > 1 }))
    // A build that may only use what is locked is refused before anything is built.
    for (const request of locked ? requests : []) await (await import('./survey.js')).askForAll(request, opened)
    return await untilSound(opened, async ({ signal, stop }) => {
      const notes = new BuildNotes()
      const steps = new MadeSteps()
      const parts = { store, reader, times: unopened.times, env }
      const tools: BuildTools = {
        store,
        reader,
        executors: () => (executors ??= makeExecutors(parts, runWith)),
        turns: new RunTurns(Math.max(2, availableParallelism())),
        pull: notes.pulling(imagesOf(opened.pull)),
        git: opened.git,
        download: opened.download,
        shared,
        ran: notes.ran,
        made: steps.note,
        emit,
        signal,
        stop,
        hostPlatform,
        ...hooks(opened, unopened.times),
      }
      const built = await buildEach(requests, tools, layers)
      const images = built.map((image) => {
        const annotations = annotationsFor(platformOf(image.config), options.annotations)
        const annotated = { ...image, annotations }
        return inline ? { ...image, annotations: withInlineCache(annotated, notes) } : annotated
      })
      // What is written is whole before it is begun with.
      await layers.confirm(needsBytes(options) ? images.flatMap((image) => image.layers) : [])
      const again = (other: OtherBuild): Promise<readonly Image[]> => {
        const asAnother = () => (anothers ??= makeExecutors({ ...parts, asAnother: true }, runWith))
        return buildAgain(requests, other, { ...tools, executors: asAnother }, layers)
      }
      const created = unopened.times.epoch
      const used = await use({ images, store, layers, reader, namedContexts, created, emit, signal, steps, again })
      if (cacheTo.length > 0) await fillCaches(cacheTo, images, notes, opened, options)
      return used
    })
  } finally {
    // What could not be made was told where it was wanted.
    for (const made of await Promise.allSettled([executors, anothers]))
      if (made.status === 'fulfilled') for (const one of made.value ?? []) await one.close?.()
  }
}

/** @throws OciPackError `usage` */
function refuseNow({ timestamp }: BuildOptions): void {
  if (timestamp !== 'now') return
  throw new OciPackError('usage', 'an image with the time of its build is another one each time', {
    hint: 'Leave out --timestamp now, or --verify-reproducible.',
  })
}

/** What compares builds is loaded where it is asked for. */
async function reproductionOf(built: BuiltImages, { timestamp }: BuildOptions): Promise<ReproductionReport> {
  const { buildTwice } = await import('./reproduce/twice.js')
  return buildTwice(built, timestamp === 'preserve')
}

/** What writes shared caches is loaded where there are any. */
async function fillCaches(
  destinations: readonly CacheDestination[],
  images: readonly Image[],
  notes: BuildNotes,
  { store, shared, emit, signal }: Opened,
  { registry = {}, env = {}, offline = false }: BuildOptions,
): Promise<void> {
  const { writeCaches } = await import('./sharedCache/write.js')
  await writeCaches(destinations, images, notes, { store, shared, registry, env, offline, emit, signal })
}

/** What executes RUNs is loaded for the first one whose layer is not known. */
async function makeExecutors(parts: ExecutorParts, choice?: 'auto' | ExecutorName): Promise<Executor[]> {
  return (await import('./executors.js')).makeExecutors(parts, choice)
}

async function requestOf(
  options: BuildOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<UnopenedRequest> {
  const args = buildArgs(options.buildArgs ?? {}, env)
  const times = buildTimes(options.timestamp, args.get('SOURCE_DATE_EPOCH'), Math.floor(Date.now() / 1000))
  return {
    target: options.target,
    buildArgs: args,
    labels: new Map(Object.entries(options.labels ?? {})),
    times,
    noCache: options.noCache || new Set((options.noCacheFilter ?? []).map((name) => name.toLowerCase())),
    network: options.network === 'none' ? 'none' : 'host',
    extraHosts: extraHosts(options.addHosts ?? []),
    allowed: new Set(options.allow),
    shmSize: options.shmSize ?? defaultShmSize,
    ulimits: options.ulimits ?? [],
    secrets: await secretReaders(options.secrets ?? {}, env),
  }
}

/** 64 MiB, as Docker has it. */
const defaultShmSize = 64 << 20
