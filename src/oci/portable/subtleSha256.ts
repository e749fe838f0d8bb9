import { joinedBytes } from './joinedBytes.js'
import { PortableSha256, type RunningHash } from './sha256.js'

/** As many bytes as are kept for the built-in digest, which takes all at once. */
const mostKept = 256 * 1024 * 1024

/**
 * SHA-256 by the digest function that is built into browsers and Node, several times as fast as crypto-js. It takes no input in pieces: they are
 * kept until there are too many, and crypto-js goes on with these.
 */
export class SubtleSha256 implements RunningHash {
  readonly #most: number
  #kept: Uint8Array[] = []
  #size = 0
  #running: PortableSha256 | undefined

  /** @param most how many bytes are kept */
  constructor(most = mostKept) {
    this.#most = most
  }

  update(bytes: Uint8Array): void {
    if (this.#running) {
      this.#running.update(bytes)
      return
    }
    this.#kept.push(bytes)
    this.#size += bytes.byteLength
    if (this.#size <= this.#most) return
    this.#running = new PortableSha256()
    for (const piece of this.#kept) this.#running.update(piece)
    this.#kept = []
  }

  async digest(): Promise<string> {
    if (this.#running) return this.#running.digest()
    const bytes = await crypto.subtle.digest('SHA-256', joinedBytes(this.#kept))
    this.#kept = []
    return `sha256:${Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
}
