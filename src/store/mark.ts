import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError } from '../core/errors.js'
import { makerOf, stateOf, temporaryName } from '../core/host/temporaryName.js'

/** How often a mark is renewed, and how long after that it still counts where its maker cannot be seen, in milliseconds. */
const beat = 10_000
const patience = 60_000

/** Shows other processes that this one is at work in a store: a file with a temporary name, renewed until it is removed. */
export class Mark {
  readonly #path: string
  readonly #beating: NodeJS.Timeout

  private constructor(path: string) {
    this.#path = path
    this.#beating = setInterval(() => void renew(path), beat).unref()
  }

  /** Makes a mark in a folder. @throws OciPackError `io` */
  static async make(folder: string): Promise<Mark> {
    const path = join(folder, temporaryName())
    try {
      await writeFile(path, '', { flag: 'wx' })
    } catch (error) {
      throw fromSystemError(error, `cannot make ${path}`)
    }
    return new Mark(path)
  }

  async remove(): Promise<void> {
    clearInterval(this.#beating)
    await rm(this.#path, { force: true })
  }
}

/** A process that is at work, and since when, in milliseconds since 1970. */
export interface Worker {
  readonly pid: number
  readonly since: number
}

/** Those whose marks are in a folder. The marks of dead processes are removed. @throws Error of the operating system */
export async function workersIn(folder: string): Promise<Worker[]> {
  const workers: Worker[] = []
  for (const name of await readdir(folder)) {
    const maker = makerOf(name)
    if (!maker) continue
    const path = join(folder, name)
    const state = stateOf(maker)
    if (state === 'alive' || (state === 'unknown' && (await isRenewed(path)))) workers.push(maker)
    else await rm(path, { force: true }).catch(() => undefined)
  }
  return workers
}

/** A file's time may be told by a coarser clock than a build's beginning, in milliseconds. */
const coarseness = 1000

/** What was used at this moment or later, in milliseconds since 1970, may be in use by one of these builds. */
export function inUseFrom(builds: readonly Worker[]): number {
  return Math.min(...builds.map(({ since }) => since)) - coarseness
}

async function isRenewed(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs < patience
  } catch {
    return false // It was removed.
  }
}

async function renew(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
}
