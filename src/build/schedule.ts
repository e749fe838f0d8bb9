/**
 * Things that need each other, each made once, as many at the same time as can be: who needs another one waits for it. The first failure
 * stops the others.
 */
export class Schedule<Value> {
  readonly #make: (index: number) => Promise<Value>
  readonly #stop: () => void
  readonly #made = new Map<number, Promise<Value>>()
  #failure: { readonly error: unknown } | undefined

  constructor(make: (index: number) => Promise<Value>, stop: () => void) {
    this.#make = make
    this.#stop = stop
  }

  /** One of the things, which is begun when it is first asked for. They must not need each other in a circle. */
  get(index: number): Promise<Value> {
    let value = this.#made.get(index)
    if (value) return value
    value = this.#make(index).catch((error: unknown) => {
      this.#failure ??= { error }
      this.#stop()
      throw error
    })
    this.#made.set(index, value)
    // The failure is thrown by `all`; nobody else need wait for it.
    value.catch(() => undefined)
    return value
  }

  /** Makes all of these, and waits until nothing goes on any more. @throws what failed first */
  async all(indices: readonly number[]): Promise<void> {
    for (const index of indices) void this.get(index)
    for (let settled = 0; settled < this.#made.size;) {
      settled = this.#made.size
      await Promise.allSettled(this.#made.values())
    }
    if (this.#failure) throw this.#failure.error
  }
}
