import { lstat, lutimes, readlink, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import { makerOf, stateOf, temporaryName } from '../core/host/temporaryName.js'

/** Who has a turn says so as often as this while it goes on; who waits gives it up after so long without a sign. In milliseconds. */
const sign = 1000
const patience = 60_000
/** How often who waits looks, in milliseconds. */
const look = 50

/** Where a turn is taken. */
export interface TurnPlace {
  /** The store's folder. */
  readonly dir: string
  /** What is made, in letters that can name a file. */
  readonly name: string
}

/**
 * The right of one process to make something for all that use a store, while the others wait for it. It is a courtesy that saves work:
 * whatever is made is renamed into place, so two that make the same thing do no harm. The mark is a symbolic link, which the system makes
 * whole or not at all; it points to no file, but names its maker.
 */
export class Turn {
  readonly #path: string
  readonly #mark: string
  #lastSign = Date.now()

  private constructor(path: string, mark: string) {
    this.#path = path
    this.#mark = mark
  }

  /** Takes the turn, also from a process that is dead or gives no sign; undefined where another one has it. @throws OciPackError `io` */
  static async take(place: TurnPlace): Promise<Turn | undefined> {
    const path = pathOf(place)
    const mark = temporaryName()
    try {
      for (;;) {
        if (await link(mark, path)) return new Turn(path, mark)
        const holder = await holderOf(path)
        if (holder === undefined) continue
        if (!(await isGivenUp(path, holder))) return undefined
        await takeAway(path, holder, place.dir)
      }
    } catch (error) {
      throw fromSystemError(error, `cannot make ${path}`)
    }
  }

  /** Tells those who wait that something goes on. */
  goesOn(): void {
    const now = Date.now()
    if (now - this.#lastSign < sign) return
    this.#lastSign = now
    // Whoever has removed it has the turn now.
    lutimes(this.#path, now / 1000, now / 1000).catch(() => undefined)
  }

  /** Lets the next one have it. */
  async end(): Promise<void> {
    if ((await holderOf(this.#path)) === this.#mark) await rm(this.#path, { force: true })
  }
}

/** Waits while a process that lives has the turn and goes on. @throws OciPackError `aborted`, `io` */
export async function turnEnds(place: TurnPlace, signal?: AbortSignal): Promise<void> {
  const path = pathOf(place)
  for (;;) {
    const holder = await holderOf(path)
    if (holder === undefined || (await isGivenUp(path, holder))) return
    try {
      await setTimeout(look, undefined, signal ? { signal } : {})
    } catch (cause) {
      throw new OciPackError('aborted', 'stopped while waiting for another process', { cause })
    }
  }
}

/** In `work`, where what dead processes leave is removed. */
function pathOf({ dir, name }: TurnPlace): string {
  return join(dir, 'work', `turn-${name}`)
}

/** File systems that know no symbolic links answer so: there everybody has the turn. */
const noLinks: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'ENOSYS']

/** Makes the mark, unless there is one. */
async function link(mark: string, path: string): Promise<boolean> {
  try {
    await symlink(mark, path)
    return true
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'EEXIST') return false
    if (noLinks.includes(code)) return true
    throw error
  }
}

/** The mark that is there, or undefined. @throws OciPackError `io` */
async function holderOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `cannot read ${path}`)
  }
}

/** Whether a mark's maker is dead, or has given no sign for long: it may be stopped, or out of sight and dead. */
async function isGivenUp(path: string, mark: string): Promise<boolean> {
  const maker = makerOf(mark)
  if (!maker || stateOf(maker) === 'dead') return true
  try {
    return Date.now() - (await lstat(path)).mtimeMs > patience
  } catch {
    return false // It was removed.
  }
}

/** Takes a mark away. Where it was another one's by then, that is put back. */
async function takeAway(path: string, mark: string, dir: string): Promise<void> {
  const place = join(dir, 'work', temporaryName())
  try {
    await rename(path, place)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return
    throw error
  }
  const taken = await readlink(place)
  if (taken !== mark) await link(taken, path)
  await rm(place, { force: true })
}
