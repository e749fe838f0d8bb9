import type { Stats } from 'node:fs'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Digest, hexOf } from '../core/digest.js'
import { OciPackError, fromSystemError, systemError } from '../core/errors.js'
import { makeFolder } from '../core/host/makeFolder.js'
import { temporaryName } from '../core/host/temporaryName.js'
import type { Extent } from '../oci/image.js'
import { BlobWriter } from './blobWriter.js'
import { fileDigest } from './fileDigest.js'
import { removeLeftovers, removePlainly, type RemoveTree } from './leftovers.js'
import { Mark, workersIn } from './mark.js'
import { isDoubtful, startOfSystem } from './powerLoss.js'
import { Usage } from './usage.js'
import { type Expected, VerifiedWriter } from './verified.js'
import { tagRecords } from './wholeImages.js'
import { writeWhole } from './writeWhole.js'

/** A folder of one's own below the store, and how to be rid of it. */
export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

const elsewhere = 'Name a folder that you may write to: --cache-dir FOLDER.'

export interface StoreOptions {
  /** Removes trees, also those whose files belong to ids that this process does not have itself. */
  readonly removeTree?: RemoveTree
  /** When the system was started, in milliseconds since 1970. */
  readonly systemStart?: number
}

/**
 * What is kept from one build to the next, by content: blobs by their digest, the indexes of layers by their DiffID, unpacked layers,
 * and small records. Everything is written to a file or folder of its own in `ingest` or `work` and renamed, so that whatever has its
 * final name is whole, whoever else writes and whenever the machine stops a process.
 */
export class Store {
  /** The store's folder, an absolute path. */
  readonly dir: string
  readonly removeTree: RemoveTree
  readonly #mark: Mark
  readonly #usage: Usage
  readonly #systemStart: number
  /** Blobs that are whole, whatever became of the power. */
  readonly #trusted = new Set<string>()
  #mayHaveGrown = false
  #imagesMayDiffer = false

  private constructor(dir: string, removeTree: RemoveTree, mark: Mark, systemStart: number) {
    this.dir = dir
    this.removeTree = removeTree
    this.#mark = mark
    this.#systemStart = systemStart
    this.#usage = new Usage(join(dir, 'pruning'), Date.now())
  }

  /**
   * Opens the store in a folder, which is made if need be, and clears what dead processes left there. Until it is closed, nobody
   * prunes what is used of it. @throws OciPackError `io`
   */
  static async open(folder: string, options: StoreOptions = {}): Promise<Store> {
    const { removeTree = removePlainly, systemStart = startOfSystem() } = options
    // What is mounted or handed to other programs needs whole paths, wherever they stand.
    const dir = resolve(folder)
    try {
      // Images may be private.
      await makeFolder(dir)
      for (const name of ['blobs/sha256', 'index', 'ingest', 'work', 'builds', 'pruning'])
        await mkdir(join(dir, name), { recursive: true })
      for (const name of ['ingest', 'work']) await removeLeftovers(join(dir, name), removeTree)
      // Looking for marks removes those of the dead.
      await workersIn(join(dir, 'builds'))
      return new Store(dir, removeTree, await Mark.make(join(dir, 'builds')), systemStart)
    } catch (error) {
      throw fromSystemError(error, `cannot open the store ${dir}`).retold({ hint: elsewhere })
    }
  }

  /** Whether something larger than a record may have been put into it. */
  get mayHaveGrown(): boolean {
    return this.#mayHaveGrown
  }

  /** Whether the images that are whole in it may be others than before. */
  get imagesMayDiffer(): boolean {
    return this.#mayHaveGrown || this.#imagesMayDiffer
  }

  /** Tells others that what was used may be pruned now. */
  async close(): Promise<void> {
    await this.#mark.remove()
  }

  /** Marks what lies at a path of the store as used now. If it is there afterwards, it stays until the store is closed. @throws OciPackError `io` */
  use(path: string): Promise<void> {
    return this.#usage.mark(path)
  }

  /** Whether something that was made before the system was started may lack bytes, the power having failed: see `isDoubtful`. */
  doubts(file: Stats): boolean {
    return isDoubtful(file, this.#systemStart)
  }

  /** Where the blob of a digest lies, or would. */
  blobPath(digest: Digest): string {
    return join(this.dir, 'blobs/sha256', hexOf(digest))
  }

  /** Whether the store holds a blob, with the size that is expected. */
  async has({ digest, size }: Expected): Promise<boolean> {
    return (await this.#sizeOf(digest)) === size
  }

  /** Where a blob's bytes are. @throws OciPackError `not-found` */
  async locate(digest: Digest): Promise<Extent> {
    if ((await this.#sizeOf(digest)) === undefined)
      throw new OciPackError('not-found', `blob ${digest} is not in the store ${this.dir}`, {
        hint: 'It may have been pruned just now: try again.',
      })
    return { path: this.blobPath(digest), offset: 0 }
  }

  /**
   * Keeps a blob, once its bytes have turned out to be what is expected. A blob that is there already is not read again.
   * @throws OciPackError `integrity`, `io`, and whatever the source throws; nothing is kept then
   */
  async put(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, expected: Expected): Promise<Extent> {
    if (await this.has(expected)) return { path: this.blobPath(expected.digest), offset: 0 }
    const writer = await this.create()
    try {
      const verified = new VerifiedWriter(writer, expected)
      for await (const bytes of source) await verified.write(bytes)
      await verified.finish()
      return await writer.commit(expected.digest, expected.size)
    } finally {
      await writer.discard()
    }
  }

  /** Begins a blob whose digest is not known yet. It must be ended by `commit` or `discard`. @throws OciPackError `io` */
  create(): Promise<BlobWriter> {
    this.#mayHaveGrown = true
    return BlobWriter.create(join(this.dir, 'ingest', temporaryName()), (digest) => this.blobPath(digest))
  }

  /** The index kept of a layer, encoded, or undefined. @throws OciPackError `io` */
  readIndex(diffId: Digest): Promise<Uint8Array | undefined> {
    return this.#read(this.#indexPath(diffId))
  }

  /** Keeps the encoded index of a layer. @throws OciPackError `io` */
  async writeIndex(diffId: Digest, bytes: Uint8Array): Promise<void> {
    await writeWhole(this.dir, this.#indexPath(diffId), bytes)
  }

  /** The value of a record, or undefined where there is none or it cannot be read; the caller checks its shape. @throws OciPackError `io` */
  async readRecord(kind: string, key: string): Promise<unknown> {
    const bytes = await this.#read(this.#recordPath(kind, key))
    if (!bytes) return undefined
    try {
      const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
      return value
    } catch {
      return undefined
    }
  }

  /** Keeps a small JSON value under a kind and a key, which are names of letters, digits, `.`, `_` and `-`. @throws OciPackError `io` */
  async writeRecord(kind: string, key: string, value: unknown): Promise<void> {
    const path = this.#recordPath(kind, key)
    await mkdir(dirname(path), { recursive: true })
    if (kind === tagRecords) this.#imagesMayDiffer = true
    await writeWhole(this.dir, path, Buffer.from(JSON.stringify(value)))
  }

  /** A new, empty folder below the store, readable by its owner alone. @throws OciPackError `io` */
  async temporaryFolder(): Promise<TemporaryFolder> {
    this.#mayHaveGrown = true
    const path = join(this.dir, 'work', temporaryName())
    try {
      await mkdir(path, { mode: 0o700 })
    } catch (error) {
      throw fromSystemError(error, `cannot make the folder ${path}`)
    }
    return { path, remove: () => this.#remove(path) }
  }

  async #remove(path: string): Promise<void> {
    try {
      await this.removeTree(path)
    } catch (error) {
      throw fromSystemError(error, `cannot remove ${path}`)
    }
  }

  #indexPath(diffId: Digest): string {
    return join(this.dir, 'index', hexOf(diffId))
  }

  #recordPath(kind: string, key: string): string {
    for (const name of [kind, key]) {
      if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) throw new Error(`${JSON.stringify(name)} cannot name a record`)
    }
    return join(this.dir, 'records', kind, `${key}.json`)
  }

  async #sizeOf(digest: Digest): Promise<number | undefined> {
    const path = this.blobPath(digest)
    try {
      if (!this.#trusted.has(path)) {
        // What uses it tells others that it is whole.
        if (this.doubts(await stat(path)) && (await fileDigest(path)) !== digest) await rm(path)
        this.#trusted.add(path)
      }
      await this.use(path)
      return (await stat(path)).size
    } catch (error) {
      if (systemError(error).code === 'ENOENT') return undefined
      throw fromSystemError(error, `cannot look for blob ${digest} in the store ${this.dir}`)
    }
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    await this.use(path)
    try {
      return await readFile(path)
    } catch (error) {
      if (systemError(error).code === 'ENOENT') return undefined
      throw fromSystemError(error, `cannot read ${path}`)
    }
  }
}
