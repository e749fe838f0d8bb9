import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { Digest } from '../core/digest.js'
import { OciPackError, fromSystemError } from '../core/errors.js'
import type { Extent } from '../oci/image.js'

/** A blob in the making: a file in the store's `ingest` folder that becomes a blob by being renamed. */
export class BlobWriter {
  /** The file, created empty. */
  readonly path: string
  /** Open for writing; `handle.fd` serves who writes synchronously. */
  readonly handle: FileHandle
  readonly #blobPath: (digest: Digest) => string
  #open = true

  private constructor(path: string, handle: FileHandle, blobPath: (digest: Digest) => string) {
    this.path = path
    this.handle = handle
    this.#blobPath = blobPath
  }

  /** Creates the file at `path`; `blobPath` tells where the blob is to lie once its digest is known. @throws OciPackError `io` */
  static async create(path: string, blobPath: (digest: Digest) => string): Promise<BlobWriter> {
    try {
      return new BlobWriter(path, await open(path, 'wx+'), blobPath)
    } catch (error) {
      throw fromSystemError(error, `cannot create ${path} in the store`)
    }
  }

  /** Writes bytes at the file's end, all of them. @throws OciPackError `io` */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray((await this.handle.write(rest)).bytesWritten)
    } catch (error) {
      throw fromSystemError(error, `cannot write ${this.path} in the store`)
    }
  }

  /**
   * Makes the file the blob of this digest, which whoever wrote it has computed from the bytes on their way, and `size` in bytes.
   * The file is gone when this fails. @throws OciPackError `integrity` when the file is not that long, `io`
   */
  async commit(digest: Digest, size: number): Promise<Extent> {
    try {
      const found = (await this.handle.stat()).size
      if (found !== size) throw new OciPackError('integrity', `blob ${digest}: wrote ${found} bytes instead of ${size}`)
      await this.#close()
      const path = this.#blobPath(digest)
      await rename(this.path, path)
      return { path, offset: 0 }
    } catch (error) {
      await this.discard()
      throw fromSystemError(error, `cannot keep blob ${digest} in the store`)
    }
  }

  /** Gives the blob up. Does nothing after `commit`. */
  async discard(): Promise<void> {
    await this.#close()
    await rm(this.path, { force: true })
  }

  async #close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await this.handle.close()
  }
}
