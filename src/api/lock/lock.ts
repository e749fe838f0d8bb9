import { Readable } from 'node:stream'
import { emptyLock, formatLock, type Lock } from '../../build/lock/lockFile.js'
import { OciPackError } from '../../core/errors.js'
import { defaultPlatform, parsePlatform } from '../../core/platform.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import { writeOutput } from '../../export/output.js'
import { buildTimes } from '../../rootfs/times.js'
import { buildArgs } from '../buildArgs.js'
import { readDockerfile } from '../context/folder.js'
import { contextPlace } from '../context/place.js'
import { namedContexts } from '../namedContexts.js'
import type { BuildOptions } from '../options.js'
import { type Network, networkOf } from '../network.js'
import { imagesOf } from '../puller.js'
import { secretReaders } from '../secrets.js'
import { openSshAgents } from '../sshAgents.js'
import { askForAll } from '../survey.js'
import { withStore } from '../withStore.js'
import { type Growing, notingNetwork } from './noting.js'
import { lockPlace, readLock } from './place.js'

type FromBuild =
  'context' | 'file' | 'target' | 'buildArgs' | 'buildContexts' | 'secrets' | 'ssh' | 'registry' | 'offline'
type OfStore = 'cacheDir' | 'cacheMaxSize' | 'cacheMaxAge' | 'env' | 'onEvent' | 'signal'

/** What `oci-pack lock` takes. Without a target, all stages are locked. */
export interface LockOptions extends Pick<BuildOptions, FromBuild | OfStore> {
  /** The platforms that builds are for, `linux/amd64` unless said: they matter where FROM names one image for each. */
  readonly platforms?: readonly string[] | undefined
  /** The names that are to be what they mean now, or all; others that are locked already stay as they are. */
  readonly update?: true | readonly string[]
  /** Write nothing; tell what `update` of all would change. */
  readonly check?: boolean
}

/** One name of a lock, and what became of it. */
export interface LockEntry {
  readonly kind: keyof Lock
  readonly name: string
  /** What it was locked to: a digest, or a commit. */
  readonly before?: string
  /** What it is locked to now; undefined where it is used no more. */
  readonly now?: string
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
  const before = (await readLock(file)) ?? emptyLock
  const now = await lockNow(options, env, before, movesOf(options, before, file))
  const entries = compare(before, now)
  const same = entries.every((entry) => entry.before === entry.now)
  if (!same && !options.check) await write(file, now)
  return { file, entries, same }
}

/** What the names mean now, or what they are locked to already. */
async function lockNow(
  options: LockOptions,
  env: Readonly<Record<string, string | undefined>>,
  before: Lock,
  moves: (name: string) => boolean,
): Promise<Lock> {
  const { context, file, target, buildContexts = {}, offline = false, onEvent: emit = () => undefined } = options
  const { signal = new AbortController().signal } = options
  const dockerfile = await readDockerfile(context, file)
  const args = buildArgs(options.buildArgs ?? {}, env)
  const secrets = await secretReaders(options.secrets ?? {}, env)
  const times = buildTimes(undefined, '0', 0)
  const now: Growing = { images: new Map(), urls: new Map(), git: new Map() }
  await withStore({ ...options, env }, async (store) => {
    const agents = await openSshAgents(options.ssh ?? {}, env)
    let network: Network | undefined
    try {
      const sshAgent = agents.sockets.get('default')
      const tools = { store, times, env, secrets, sshAgent, emit, signal, offline }
      network = notingNetwork(now, before, moves, networkOf({ ...options.registry }, tools))
      const { pull, git } = network
      const contexts = await namedContexts(buildContexts, { times, store, pull: imagesOf(pull), git })
      const request = { dockerfile, target, every: target === undefined, buildArgs: args, namedContexts: contexts }
      for (const platform of options.platforms?.map(parsePlatform) ?? [defaultPlatform])
        await askForAll({ ...request, platform }, network)
    } finally {
      network?.close()
      await agents.close()
    }
  })
  return now
}

/** @throws OciPackError `usage` for a name that the lock does not have */
function movesOf({ update, check }: LockOptions, lock: Lock, file: string): (name: string) => boolean {
  if (check || update === true) return () => true
  const names = new Set(update)
  const known = kinds.flatMap((kind) => [...lock[kind].keys()])
  for (const name of names) {
    if (known.includes(name)) continue
    throw new OciPackError('usage', `the lock ${file} has no ${name}`, { hint: nearestOrAll(name, known) })
  }
  return (name) => names.has(name)
}

const kinds = ['images', 'urls', 'git'] as const

function compare(before: Lock, now: Lock): LockEntry[] {
  return kinds.flatMap((kind) => {
    const names = [...new Set([...before[kind].keys(), ...now[kind].keys()])].sort()
    return names.map((name): LockEntry => {
      const [was, is] = [before[kind].get(name), now[kind].get(name)]
      return { kind, name, ...(was !== undefined && { before: was }), ...(is !== undefined && { now: is }) }
    })
  })
}

async function write(file: string, now: Lock): Promise<void> {
  await writeOutput(file, Readable.from([Buffer.from(formatLock(now))]), new AbortController().signal)
}
