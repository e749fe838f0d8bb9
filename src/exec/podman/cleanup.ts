/** What has to be undone when something is over. */
export class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = []

  /** Does work, then undoes, last first, what it had added, however it ended. @throws what the work throws, else the first error of undoing */
  static async after<T>(work: (cleanup: Cleanup) => Promise<T>): Promise<T> {
    const cleanup = new Cleanup()
    let result: T
    try {
      result = await work(cleanup)
    } catch (error) {
      await cleanup.#undo().catch(() => undefined)
      throw error
    }
    await cleanup.#undo()
    return result
  }

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step)
  }

  async #undo(): Promise<void> {
    const errors: unknown[] = []
    for (const step of this.#steps.reverse()) await step().catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
}
