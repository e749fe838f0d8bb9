import { utimes } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { OciPackError, systemError } from '../core/errors.js'
import { workersIn } from './mark.js'

/** How long a pruning process is waited for, in milliseconds: it takes but a moment. */
const patience = 120_000

/**
 * Marks what a build uses as used now, once for each: pruning begins with what was not used for longest, and takes nothing that was
 * used since the oldest build that runs began.
 *
 * The two agree without waiting for each other, except for the moment in which things are taken away. A build marks a thing, and
 * then looks whether anybody prunes; who prunes says so first, and then looks at what is marked. Whichever comes second sees the other.
 */
export class Usage {
  readonly #pruning: string
  readonly #since: number
  readonly #used = new Set<string>()

  /** @param pruning the folder with the marks of those who prune; @param since when the build began, in milliseconds since 1970 */
  constructor(pruning: string, since: number) {
    this.#pruning = pruning
    this.#since = since
  }

  /** Marks what lies at a path. If it is there afterwards, it stays for the rest of the build. @throws OciPackError `io` */
  async mark(path: string): Promise<void> {
    while (!this.#used.has(path)) {
      if (!(await this.#touch(path))) return
      if ((await this.#waitForPruning()) === 'nobody') this.#used.add(path)
    }
  }

  /** Gives it this moment as its time; says whether it is there. */
  async #touch(path: string): Promise<boolean> {
    // A clock that was set back does not make it older than the build.
    const now = Math.max(Date.now(), this.#since) / 1000
    try {
      await utimes(path, now, now)
      return true
    } catch (error) {
      // What belongs to another user cannot be marked, and is used all the same.
      return systemError(error).code !== 'ENOENT'
    }
  }

  async #waitForPruning(): Promise<'nobody' | 'somebody'> {
    for (let waited = 0; ; waited += 10) {
      const [worker] = await workersIn(this.#pruning)
      if (!worker) return waited === 0 ? 'nobody' : 'somebody'
      if (waited >= patience)
        throw new OciPackError('io', `process ${worker.pid} has been pruning the store for minutes`, {
          hint: 'If it hangs, end it; the store is whole whenever it ends.',
        })
      await setTimeout(10)
    }
  }
}
