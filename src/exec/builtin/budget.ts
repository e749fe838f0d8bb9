import { NotUnderstood } from './notUnderstood.js'

/** How much work a RUN may make before it is left to real programs: as many bytes expanded, printed or looked at. */
const most = 1 << 26

/** Shells, functions and scripts in each other. */
const deepest = 50

/** Ends what does not end by itself, and what grows without end. */
export class Budget {
  #left = most
  #depth = 0

  /** @param work about as many bytes as are handled */
  spend(work: number): void {
    this.#left -= work
    if (this.#left < 0) throw new NotUnderstood('too much work for what is done without a process')
  }

  /** Does what may lead to more of its kind. */
  async nested<T>(run: () => Promise<T>): Promise<T> {
    if (++this.#depth > deepest) throw new NotUnderstood('shells that are nested too deeply')
    try {
      return await run()
    } finally {
      this.#depth--
    }
  }
}
