import CryptoJS from 'crypto-js'

/** A running SHA-256. */
export interface RunningHash {
  update(bytes: Uint8Array): void
  /** `sha256:` and the hex digits. May be called once. */
  digest(): string | Promise<string>
}

/** crypto-js copies what it is given into an array of numbers: small pieces keep that small. */
const pieceSize = 64 * 1024

/** A running SHA-256 by crypto-js, for where a hash that takes its input in pieces is not built in, as in browsers. */
export class PortableSha256 implements RunningHash {
  readonly #hash = CryptoJS.algo.SHA256.create()

  update(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.byteLength; at += pieceSize) {
      this.#hash.update(CryptoJS.lib.WordArray.create(bytes.subarray(at, at + pieceSize)))
    }
    return this
  }

  digest(): string {
    return `sha256:${this.#hash.finalize().toString(CryptoJS.enc.Hex)}`
  }
}
