/** Lets those who want the same thing at the same time share one making of it, within this process. */
export class Shared<Value> {
  readonly #running = new Map<string, Promise<Value>>()

  /** What `make` gives, or what it is about to give to an earlier caller with the same key. A failure is not remembered. */
  async get(key: string, make: () => Promise<Value>): Promise<Value> {
    const running = this.#running.get(key)
    if (running) return running
    const made = make().finally(() => this.#running.delete(key))
    this.#running.set(key, made)
    return made
  }
}
