import { Readable } from 'node:stream'
import { formatLock, type Lock } from '../../build/lock/lockFile.js'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { defaultPlatform, parsePlatform } from '../../core/platform.js'
import { didYouMean } from '../../dockerfile/suggest.js'
import { writeOutput } from '../../export/output.js'
import { buildTimes } from '../../rootfs/times.js'
import { buildArgs } from '../buildArgs.js'
import { readDockerfile } from '../context/folder.js'
import { contextPlace } from '../context/place.js'
import { namedContexts } from '../namedContexts.js'
import type { BuildOptions } from '../options.js'
import { imagesOf, registryPuller } from '../puller.js'
import { surveyWith } from '../survey.js'
import { withStore } from '../withStore.js'
import { notingPull } from './images.js'
import { lockPlace, readLock } from './place.js'

type FromBuild = 'context' | 'file' | 'target' | 'buildArgs' | 'buildContexts' | 'registry' | 'offline'
type OfStore = 'cacheDir' | 'cacheMaxSize' | 'env' | 'onEvent' | 'signal'

/** What `oci-pack lock` takes. Without a target, all stages are locked. */
export interface LockOptions extends Pick<BuildOptions, FromBuild | OfStore> {
  /** The platforms that builds are for, `linux/amd64` unless said: they matter where FROM names one image for each. */
  readonly platforms?: readonly string[]
  /** The names that are to be what they mean now, or all; others that are locked already stay as they are. */
  readonly update?: true | readonly string[]
  /** Write nothing; tell what `update` of all would change. */
  readonly check?: boolean
}

/** One name of a lock, and what became of it. */
export interface LockEntry {
  readonly name: string
  /** What it was locked to. */
  readonly before?: Digest
  /** What it is locked to now; undefined where it is used no more. */
  readonly now?: Digest
}

/** What `oci-pack lock` did, or would do. */
export interface LockReport {
  /** The lock's path. */
  readonly file: string
  /** By name. */
  readonly entries: readonly LockEntry[]
  /** Whether no entry is other than before: the lock was up to date. */
  readonly same: boolean
}

/**
 * Writes what the names of a Dockerfile mean into the lock beside it. A lock that is as it should be is not written again.
 * @throws OciPackError
 */
export async function lock(options: LockOptions): Promise<LockReport> {
  const env = options.env ?? process.env
  const file = lockPlace(await contextPlace(options.context), options.file)
  const before = (await readLock(file)) ?? { images: new Map<string, Digest>() }
  const moves = movesOf(options, before, file)
  const now = await withStore({ ...options, env }, async (store) => {
    const { onEvent: emit = () => undefined, signal = new AbortController().signal, offline = false } = options
    const images = new Map<string, Digest>()
    const pull = registryPuller({ ...options.registry }, { store, env, emit, signal, offline })
    const noting = imagesOf(notingPull(images, before.images, moves, pull))
    const dockerfile = await readDockerfile(options.context, options.file)
    const contexts = await namedContexts(options.buildContexts ?? {}, buildTimes(undefined, '0', 0), store, noting)
    const { target } = options
    const args = buildArgs(options.buildArgs ?? {}, env)
    const request = { dockerfile, target, every: target === undefined, buildArgs: args, namedContexts: contexts }
    for (const platform of options.platforms?.map(parsePlatform) ?? [defaultPlatform])
      await surveyWith({ ...request, platform }, noting)
    return { images }
  })
  const entries = compare(before, now)
  const same = entries.every((entry) => entry.before === entry.now)
  if (!same && !options.check) await write(file, now)
  return { file, entries, same }
}

/** @throws OciPackError `usage` for a name that the lock does not have */
function movesOf({ update, check }: LockOptions, { images }: Lock, file: string): (name: string) => boolean {
  if (check || update === true) return () => true
  const names = new Set(update)
  for (const name of names) {
    if (images.has(name)) continue
    throw new OciPackError('usage', `the lock ${file} has no ${name}`, { hint: didYouMean(name, images.keys()) })
  }
  return (name) => names.has(name)
}

function compare(before: Lock, now: Lock): LockEntry[] {
  const names = [...new Set([...before.images.keys(), ...now.images.keys()])].sort()
  return names.map((name) => {
    const [was, is] = [before.images.get(name), now.images.get(name)]
    return { name, ...(was !== undefined && { before: was }), ...(is !== undefined && { now: is }) }
  })
}

async function write(file: string, now: Lock): Promise<void> {
  await writeOutput(file, Readable.from([Buffer.from(formatLock(now))]), new AbortController().signal)
}
