import { availableParallelism } from 'node:os'
import { OciPackError } from '../core/errors.js'
import { parsePlatform, defaultPlatform } from '../core/platform.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import type { Emit } from '../core/events.js'
import { sha256 } from '../core/hash.js'
import { build as buildImage } from '../build/build.js'
import type { Layers } from '../build/layers.js'
import type { BuildRequest, BuildTools } from '../build/request.js'
import type { Executor, ExecutorName } from '../exec/executor.js'
import type { Image } from '../oci/image.js'
import { manifestOf } from '../oci/mutate.js'
import { familiarReference, parseReference, type Reference, withDefaultTag } from '../oci/reference.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import { buildTimes } from '../rootfs/times.js'
import type { Store } from '../store/store.js'
import { buildArgs } from './buildArgs.js'
import { contextPlace } from './context/place.js'
import type { ExecutorParts } from './executors.js'
import { extraHosts } from './extraHosts.js'
import { connect } from './lock/connect.js'
import { type Opened, withOpened } from './opened.js'
import type { BuildOptions, BuildResult } from './options.js'
import { exportImage } from './outputs.js'
import { imagesOf } from './puller.js'
import { secretReaders } from './secrets.js'
import { needsBytes, wantsInline, withInlineCache } from './sharedCache/inline.js'
import type { CacheDestination } from './sharedCache/options.js'
import { BuildNotes } from './sharedCache/results.js'
import { untilSound } from './sharedCache/untilSound.js'
import { taskTags } from './task/taskTags.js'

/**
 * Builds an image and writes it to each of the outputs: what `oci-pack build` does. Nothing of a failed build stays behind.
 * @throws OciPackError
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const tags = await taskTags(options)
  return withBuiltImage({ ...options, tags }, async ({ image, names, layers, reader, created, emit, signal }) => {
    for (const output of options.outputs ?? [])
      await exportImage(image, { output, names, layers, reader, created, emit, signal })
    return resultOf(image, names, options)
  })
}

/** An image that has just been built; its layers and whatever else is here can be read until whoever asked for it is done. */
export interface BuiltImage {
  readonly image: Image
  readonly names: readonly Reference[]
  readonly store: Store
  readonly layers: Layers
  readonly reader: ContentReader
  /** The time of the image, in seconds since 1970. */
  readonly created: number
  readonly emit: Emit
  readonly signal: AbortSignal
}

/**
 * Builds an image and hands it to `use`, written nowhere but into the store: `outputs` are not written here, yet are no part of the context.
 * @throws OciPackError, and what `use` throws
 */
export async function withBuiltImage<T>(options: BuildOptions, use: (built: BuiltImage) => Promise<T>): Promise<T> {
  const env = options.env ?? process.env
  const names = (options.tags ?? []).map((tag) => taggedName(tag))
  const place = await contextPlace(options.context)
  const request = await requestOf(options, env)
  const { times, buildArgs: args, secrets } = request
  const open = { ...options, env, place, times, args, secretReaders: secrets }
  return withOpened(
    open,
    (tools) => connect(options, place, tools),
    (opened) => buildWith(opened, request, names, { ...options, env }, use),
  )
}

/** What is asked for, before anything is opened that has to be closed. */
type UnopenedRequest = Omit<BuildRequest, 'dockerfile' | 'context' | 'namedContexts' | 'sshAgents'>

async function buildWith<T>(
  opened: Opened,
  unopened: UnopenedRequest,
  names: readonly Reference[],
  options: BuildOptions & { readonly env: Readonly<Record<string, string | undefined>> },
  use: (built: BuiltImage) => Promise<T>,
): Promise<T> {
  const { dockerfile, context, ignore, namedContexts, sshAgents, store, layers, shared, reader, emit } = opened
  const { env, locked, runWith, cacheTo = [] } = options
  const inline = wantsInline(options)
  let executors: Promise<Executor[]> | undefined
  try {
    const request = { ...unopened, dockerfile, context, ignore, namedContexts, sshAgents }
    // A build that may only use what is locked is refused before anything is built.
    if (locked) await (await import('./survey.js')).askForAll(request, opened)
    return await untilSound(opened, async ({ signal, stop }) => {
      const notes = new BuildNotes()
      const tools: BuildTools = {
        store,
        reader,
        executors: () => (executors ??= makeExecutors({ store, reader, times: request.times, env }, runWith)),
        atOnce: Math.max(2, availableParallelism()),
        pull: notes.pulling(imagesOf(opened.pull)),
        git: opened.git,
        download: opened.download,
        shared,
        ran: notes.ran,
        emit,
        signal,
        stop,
        hostPlatform,
      }
      const built = { ...(await buildImage(request, tools, layers)), annotations: options.annotations }
      const image = inline ? { ...built, annotations: withInlineCache(built, notes) } : built
      // What is written is whole before it is begun with.
      await layers.confirm(needsBytes(options) ? image.layers : [])
      const used = await use({ image, names, store, layers, reader, created: request.times.epoch, emit, signal })
      if (cacheTo.length > 0) await fillCaches(cacheTo, image, notes, opened, options)
      return used
    })
  } finally {
    for (const made of (await executors) ?? []) await made.close?.()
  }
}

/** What writes shared caches is loaded where there are any. */
async function fillCaches(
  destinations: readonly CacheDestination[],
  image: Image,
  notes: BuildNotes,
  { store, shared, emit, signal }: Opened,
  { registry = {}, env = {}, offline = false }: BuildOptions,
): Promise<void> {
  const { writeCaches } = await import('./sharedCache/write.js')
  await writeCaches(destinations, image, notes, { store, shared, registry, env, offline, emit, signal })
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
    platform: options.platform === undefined ? defaultPlatform : parsePlatform(options.platform),
    platformGiven: options.platform !== undefined,
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

function taggedName(tag: string): Reference {
  const name = parseReference(tag)
  if (name.digest === undefined) return withDefaultTag(name)
  throw new OciPackError('usage', `the tag ${tag} holds a digest, which only the image itself can tell`, {
    hint: 'Write NAME:TAG.',
  })
}

/** What a build made, as it is told. */
export function resultOf(
  image: Image,
  names: readonly Reference[],
  options: Pick<BuildOptions, 'outputs'>,
): BuildResult {
  return {
    imageId: sha256(image.configBytes),
    manifestDigest: manifestOf(image).digest,
    tags: names.map(familiarReference),
    size: image.layers.reduce((sum, layer) => sum + layer.descriptor.size, 0),
    outputs: options.outputs ?? [],
  }
}
