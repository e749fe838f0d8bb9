import pLimit from 'p-limit'
import type { Layer } from '../oci/image.js'

/** Whose turn it is to execute a RUN: so many at the same time at most, and each key once, however many stages, of builds for several platforms too, want its layer. */
export class RunTurns {
  readonly #limit: <T>(work: () => Promise<T>) => Promise<T>
  readonly #made = new Map<string, Promise<Layer>>()

  /** @param atOnce how many RUNs are executed at the same time at most */
  constructor(atOnce: number) {
    this.#limit = pLimit(atOnce)
  }

  /** The layer that `make` gives, or gave, or is about to give to who asked for the same key before. */
  once(key: string, make: () => Promise<Layer>): Promise<Layer> {
    let layer = this.#made.get(key)
    if (!layer) {
      layer = this.#limit(make)
      this.#made.set(key, layer)
    }
    return layer
  }
}
