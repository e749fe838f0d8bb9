import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { sha256 } from '../../src/core/hash.js'
import { pruneCache, verifyCache } from '../../src/index.js'
import { runOk } from './command.js'
import { cliPath } from './paths.js'
import type { RealRegistry } from './realRegistry.js'

/** Copied files, a RUN that is applied as data, others that execute programs, one with a cache, a second stage. */
const dockerfile = `FROM base AS first
ARG who=nobody
COPY . /context
RUN mkdir -p /opt/data && chmod 750 /opt/data && echo ready > /opt/data/state
RUN i=0; while [ $i -lt 40 ]; do echo $i > /opt/data/$i; i=$((i+1)); done; cat /context/tree/* > /opt/all; chown -R 7:8 /opt
RUN test "$(wc -c < /opt/all)" -gt 1000000 && rm -rf /context/tree && ln -s all /opt/link
FROM base
ARG who
COPY --from=first /opt /opt
RUN --mount=type=cache,target=/cache date >> /cache/log && wc -l < /cache/log && echo cached > /opt/cached
RUN test -h /opt/link && echo "for $who" > /opt/who && date -r /opt/all +%s > /opt/time
`

/** What a build made: the image's id, and the digest of the archive. */
export interface Made {
  readonly imageId: string
  readonly archive: string
}

/** A context and a base, to be built in one store or another, and to be killed on the way. All is in one folder. */
export class Builds {
  readonly #folder: string
  readonly #context: string
  readonly #files: readonly string[]
  readonly #flags: readonly string[]
  #base: string
  #stores = 0
  cacheDir = ''

  private constructor(folder: string, flags: readonly string[]) {
    this.#folder = folder
    this.#flags = flags
    this.#base = `docker-archive:${join(folder, 'base.tar')}`
    this.#context = join(folder, 'context')
    mkdirSync(join(this.#context, 'tree'), { recursive: true })
    writeFileSync(join(this.#context, 'Dockerfile'), dockerfile)
    for (let i = 0; i < 200; i++) writeFileSync(join(this.#context, 'tree', `${i}`), `${i}\n`.repeat(500 + i))
    writeFileSync(join(this.#context, 'tree/large'), Buffer.alloc(8_000_000, 'large'))
    this.#files = readdirSync(this.#context).sort()
    this.newStore()
  }

  /** Makes a context in an empty folder, and beside it a base as `docker save` would have written it. `flags` are for every build. */
  static async in(folder: string, flags: readonly string[] = []): Promise<Builds> {
    await makeHostBase(join(folder, 'base'))
    writeFileSync(join(folder, 'Dockerfile.base'), 'FROM host\n')
    const base = ['-f', join(folder, 'Dockerfile.base'), '--build-context', `host=oci-layout:${join(folder, 'base')}`]
    const store = ['--cache-dir', join(folder, 'store-base'), '-o', join(folder, 'base.tar')]
    await runOk(process.execPath, [cliPath, 'build', '-q', ...base, ...store, join(folder, 'base')])
    return new Builds(folder, flags)
  }

  /** Lets builds pull their base from now on. */
  async pullFrom(registry: RealRegistry): Promise<void> {
    await registry.push(this.#base, 'base:1')
    this.#base = `docker-image://${registry.host}/base:1`
  }

  /** Goes on with a store that is not there yet. */
  newStore(): void {
    this.cacheDir = join(this.#folder, `store-${this.#stores++}`)
  }

  /** Empties all stores: what a RUN unpacked there may belong to ids that a test's own user does not have. */
  async close(): Promise<void> {
    for (let i = 0; i < this.#stores; i++) await pruneCache({ cacheDir: join(this.#folder, `store-${i}`), all: true })
  }

  /** Lets the next build execute each RUN again, with what else is in the store. */
  forgetRuns(): void {
    rmSync(join(this.cacheDir, 'records'), { recursive: true, force: true })
  }

  get output(): string {
    // In the context: what a killed build leaves there must not get into the next one.
    return join(this.#context, 'image.tar')
  }

  #arguments(output: string, args: readonly string[] = []): string[] {
    const base = ['--build-context', `base=${this.#base}`, ...args]
    return [cliPath, 'build', '-q', ...this.#flags, ...base, '--cache-dir', this.cacheDir, '-o', output, this.#context]
  }

  /** Builds to the end. @throws Error with what the command said, where it failed */
  async build(args: readonly string[] = [], output = this.output): Promise<Made> {
    const imageId = (await runOk(process.execPath, this.#arguments(output, args))).trim()
    return { imageId, archive: sha256(readFileSync(output)) }
  }

  /** Begins a command, kills it after so many milliseconds, and says whether it had not ended by itself. */
  async kill(what: 'build' | 'prune' | 'verify', how: 'process' | 'group' | 'all', after: number): Promise<boolean> {
    const cache = (...args: string[]): string[] => [cliPath, 'cache', ...args, '--cache-dir', this.cacheDir]
    const commands = {
      build: this.#arguments(this.output),
      prune: cache('prune', '--all'),
      verify: cache('verify', '--fix'),
    }
    const args = commands[what]
    const child = spawn(process.execPath, args, { stdio: 'ignore', detached: true })
    const exited = once(child, 'exit')
    await setTimeout(after)
    if (child.exitCode === null) killHow(child, how)
    await exited
    return child.exitCode === null
  }

  /** A place for an output outside the context. */
  place(name: string): string {
    return join(this.#folder, name)
  }

  /** What killed builds have left, or is not whole, in the store and in the context; for none, all is well. */
  async faults(): Promise<string[]> {
    return [...this.leftovers(), ...(await this.damage()), ...(await this.#processes())]
  }

  /** What is not whole in the store. */
  async damage(): Promise<string[]> {
    const { faults, layout } = await verifyCache({ cacheDir: this.cacheDir })
    const told = faults.map(({ kind, name, message }) => `${kind} ${name}: ${message}`)
    return layout === 'true' ? told : [...told, 'index.json lists what is not whole']
  }

  /** Temporary files and folders in the store and in the context. */
  leftovers(): string[] {
    const context = list(this.#context).filter((path) => ![...this.#files, 'image.tar'].includes(basename(path)))
    return [...['work', 'ingest', 'builds', 'pruning'].flatMap((name) => list(join(this.cacheDir, name))), ...context]
  }

  /** Processes that are still at work in the folder; they are given a moment to end. */
  async #processes(): Promise<string[]> {
    for (let tries = 0; ; tries++) {
      const found = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && this.#isAtWork(pid))
      if (found.length === 0 || tries === 100) return found.map((pid) => `process ${pid}`)
      await setTimeout(100)
    }
  }

  #isAtWork(pid: string): boolean {
    return ['cwd', 'root'].some((link) => {
      try {
        return readlinkSync(`/proc/${pid}/${link}`).startsWith(this.#folder)
      } catch {
        return false // It has ended, or is another user's.
      }
    })
  }
}

function killHow({ pid = 0 }: ChildProcess, how: 'process' | 'group' | 'all'): void {
  const pids = how === 'process' ? [pid] : how === 'group' ? [-pid] : [pid, ...descendants(pid)]
  for (const one of pids) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

/** All processes that a process started, and those that they started. */
function descendants(pid: number): number[] {
  const children = list(`/proc/${pid}/task`).flatMap((task) => {
    try {
      return readFileSync(join(task, 'children'), 'latin1').trim().split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
  return children.flatMap((child) => [child, ...descendants(child)])
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}
