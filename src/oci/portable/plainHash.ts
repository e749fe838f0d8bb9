import gunzip from 'gunzip-maybe'
import { drained } from './drained.js'
import { PortableSha256 } from './sha256.js'

/** What a file's bytes are once inflated: their digest, or why they cannot be inflated. */
export type PlainDigest = { readonly digest: string } | { readonly fault: string }

/**
 * Hashes the plain bytes of a gzip stream, as they come. gunzip-maybe would inflate again what was compressed twice, and so give
 * another digest than every engine: one level is all it may take here, and it fails on a second.
 */
export class GunzipHash {
  readonly #stream = gunzip(1)
  readonly #hash = new PortableSha256()
  readonly #ended: Promise<string | undefined>

  constructor() {
    this.#stream.on('data', (chunk: Uint8Array) => this.#hash.update(chunk))
    this.#ended = new Promise((resolve) => {
      this.#stream.on('end', () => resolve(undefined))
      this.#stream.on('error', (error: Error) => resolve(error.message))
      this.#stream.on('close', () => resolve('it ends too early'))
    })
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (!this.#stream.destroyed && !this.#stream.write(chunk)) await drained(this.#stream)
  }

  async end(): Promise<PlainDigest> {
    this.#stream.end()
    const fault = await this.#ended
    return fault === undefined ? { digest: this.#hash.digest() } : { fault }
  }
}

/** Whether a stream that begins so is compressed with gzip (RFC 1952), by its first three bytes. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8
}
