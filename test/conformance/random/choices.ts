/** Choices that a seed alone decides, so that what was found once can be found again. */
export class Choices {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A number from 0 on, below 1 (splitmix32: neighbouring seeds have nothing in common). */
  number(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let mixed = this.#state ^ (this.#state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.number() < probability
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1))
  }

  of<T>(values: readonly [T, ...T[]]): T {
    return values[this.between(0, values.length - 1)] ?? values[0]
  }

  /** One of the first list, now and then one of the second, which holds what is refused or rare. */
  mostly<T>(usual: readonly [T, ...T[]], rare: readonly [T, ...T[]]): T {
    return this.of(this.chance(0.04) ? rare : usual)
  }

  /** As many as are asked for, each made anew. */
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: this.between(least, most) }, make)
  }
}
