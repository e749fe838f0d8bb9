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
import type { BuildFacts } from '../provenance/statement.js'
import { buildTimes } from '../rootfs/times.js'
import type { Store } from '../store/store.js'
import { factsOf, refuseStdout } from './attest/facts.js'
import { Materials } from './attest/materials.js'
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
import { taskTags } from './task/taskTags.js'

/**
 * Builds an image and writes it to each of the outputs: what `oci-pack build` does. Nothing of a failed build stays behind.
 * @throws OciPackError
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const { attest, outputs = [] } = options
  if (attest) refuseStdout(outputs)
  const tags = await taskTags(options)
  return withBuiltImage({ ...options, tags }, async (built) => {
    const { image, names, layers, reader, created, emit, signal } = built
    for (const output of outputs) await exportImage(image, { output, names, layers, reader, created, emit, signal })
    if (attest) {
      const { Attester } = await import('./attest/attester.js')
      const attester = new Attester(attest, built)
      for (const { dest } of outputs) await attester.writeBeside(dest, image, manifestOf(image).digest)
    }
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
  /** What it was built from, and what was asked for. */
  readonly materials: Materials
  readonly facts: BuildFacts
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
  const materials = new Materials()
  return withOpened(
    open,
    async (tools) => materials.noting(await connect(options, place, tools)),
    (opened) => {
      const facts = factsOf(options, { text: opened.text, times, args })
      return buildWith(opened, request, { ...options, env }, (built) => use({ ...built, names, materials, facts }))
    },
  )
}

/** What is asked for, before anything is opened that has to be closed. */
type UnopenedRequest = Omit<BuildRequest, 'dockerfile' | 'context' | 'namedContexts' | 'sshAgents'>

async function buildWith<T>(
  opened: Opened,
  unopened: UnopenedRequest,
  options: BuildOptions & { readonly env: Readonly<Record<string, string | undefined>> },
  use: (built: Omit<BuiltImage, 'names' | 'materials' | 'facts'>) => Promise<T>,
): Promise<T> {
  const { dockerfile, context, ignore, namedContexts, sshAgents, store, layers, reader, emit, signal } = opened
  const { env, locked, runWith } = options
  let executors: Promise<Executor[]> | undefined
  try {
    const request = { ...unopened, dockerfile, context, ignore, namedContexts, sshAgents }
    const tools: BuildTools = {
      store,
      reader,
      executors: () => (executors ??= makeExecutors({ store, reader, times: request.times, env }, runWith)),
      atOnce: Math.max(2, availableParallelism()),
      pull: imagesOf(opened.pull),
      git: opened.git,
      download: opened.download,
      emit,
      signal,
      stop: opened.stop,
      hostPlatform,
    }
    // A build that may only use what is locked is refused before anything is built.
    if (locked) await (await import('./survey.js')).askForAll(request, opened)
    const image = { ...(await buildImage(request, tools, layers)), annotations: options.annotations }
    return await use({ image, store, layers, reader, created: request.times.epoch, emit, signal })
  } finally {
    for (const made of (await executors) ?? []) await made.close?.()
  }
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
