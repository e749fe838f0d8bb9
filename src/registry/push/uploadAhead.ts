import { Readable } from 'node:stream'
import type { Digest } from '../../core/digest.js'
import type { Target } from './target.js'
import { Upload } from './upload.js'

/** Bytes that are gathered before they are sent; a smaller blob is not sent ahead. One such part is sent while the next is gathered. */
const partSize = 8 * 1024 * 1024

/**
 * Sends a blob while it is made, before its digest is known (OCI distribution-spec, "Pushing a blob in chunks"). It only saves time: where
 * anything fails nothing more is sent, and who pushes the blob afterwards finds that it is not there. Nothing here throws.
 */
export class UploadAhead {
  readonly #target: Target
  readonly #gathered: Uint8Array[] = []
  #size = 0
  #sent = 0
  #upload: Upload | undefined
  #hasFailed = false
  #sending: Promise<void> = Promise.resolve()

  constructor(target: Target) {
    this.#target = target
  }

  /** Takes the next bytes, which must not change any more. Waits where those before are not sent yet. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#hasFailed) return
    this.#gathered.push(bytes)
    this.#size += bytes.byteLength
    if (this.#size >= partSize) await this.#flush()
  }

  /** Ends the blob, which has this digest; tells whether the registry has it now. */
  async end(digest: Digest): Promise<boolean> {
    if (this.#sent > 0 || this.#upload) await this.#flush()
    await this.#sending
    await this.#attempt(async () => this.#upload?.finish(digest))
    return this.#upload !== undefined && !this.#hasFailed
  }

  /** Gives the blob up. */
  async cancel(): Promise<void> {
    this.#hasFailed = true
    await this.#sending
    await this.#upload?.cancel()
  }

  async #flush(): Promise<void> {
    const parts = this.#gathered.splice(0)
    const size = this.#size
    this.#size = 0
    await this.#sending
    this.#sending = this.#attempt(() => this.#send(parts, size))
  }

  async #send(parts: readonly Uint8Array[], size: number): Promise<void> {
    if (size === 0) return
    this.#upload ??= await this.#begin()
    const there = await this.#upload.send(this.#sent, { size, open: () => Readable.from(parts) })
    this.#sent += size
    // What is taken up again is left to who pushes it afterwards.
    if (there !== this.#sent) throw this.#target.refuse(`it has ${there} bytes, where ${this.#sent} were sent`)
  }

  async #begin(): Promise<Upload> {
    const begun = await this.#target.ask('blobs/uploads/', { method: 'POST' })
    await begun.discard()
    return new Upload(this.#target, begun)
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) return
    try {
      await work()
    } catch {
      this.#hasFailed = true
      this.#gathered.length = 0
      await this.#upload?.cancel()
    }
  }
}
