import { setImmediate } from 'node:timers/promises'
import { sha256 } from '../../core/hash.js'
import { type LocatePlain, ContentReader, type ReadInto } from '../../rootfs/contentReader.js'
import type { Content, RegularFile } from '../../rootfs/node.js'

const chunkSize = 1 << 20

/** After so many bytes, or files, others have their turn. */
const turnSize = 16 << 20
const turnFiles = 512

/** A content of so many bytes: a file's, or a layer as a whole. */
export type Stretch = Pick<RegularFile, 'content' | 'size'>

/** Compares contents of two images, each pair once. Close it: it keeps layers open. */
export class Contents {
  readonly before: ContentReader
  readonly after: ContentReader
  readonly #compared = new Map<string, number | undefined>()
  readonly #layers = new Map<string, number>()
  readonly #signal: AbortSignal | undefined
  #sinceTurn = 0

  constructor(before: LocatePlain, after: LocatePlain, signal?: AbortSignal) {
    this.before = new ContentReader(before)
    this.after = new ContentReader(after)
    this.#signal = signal
  }

  /**
   * Contents are read without waiting, so that nothing else has its turn, who stops us neither. To be called for what was read; now and then it lets
   * all others go first. @throws the signal's reason
   */
  async breathe(bytes: number): Promise<void> {
    this.#sinceTurn += bytes + turnSize / turnFiles
    if (this.#sinceTurn < turnSize) return
    this.#sinceTurn = 0
    await setImmediate()
    this.#signal?.throwIfAborted()
  }

  /** Whether two files have the same bytes. @throws OciPackError `format`, `io` */
  async same(a: Stretch, b: Stretch): Promise<boolean> {
    return a.size === b.size && (await this.firstDifference(a, b)) === undefined
  }

  /** The first byte, counted from 0, that one of them does not have as the other has it; undefined where they are the same. @throws OciPackError */
  async firstDifference(a: Stretch, b: Stretch): Promise<number | undefined> {
    if (a.size === b.size && this.#nameOf(a.content) === this.#nameOf(b.content)) return undefined
    const pair = this.pairName(a, b)
    if (!this.#compared.has(pair)) this.#compared.set(pair, await this.#compare(a, b))
    return this.#compared.get(pair)
  }

  /** A name for two contents, a short one: there may be a million of them. The same name means the same bytes on either side. */
  pairName(a: Stretch, b: Stretch): string {
    return `${this.#nameOf(a.content)} ${this.#nameOf(b.content)}`
  }

  close(): void {
    this.before.close()
    this.after.close()
  }

  /** Whichever image a layer is of: its DiffID tells all of its bytes. */
  #nameOf(content: Content): string {
    if (content.from === 'host') return content.path
    if (content.from === 'bytes') return sha256(content.bytes)
    const { diffId } = content.layer
    const number = this.#layers.get(diffId) ?? this.#layers.size
    this.#layers.set(diffId, number)
    return `${number}:${content.offset}`
  }

  async #compare(a: Stretch, b: Stretch): Promise<number | undefined> {
    const size = Math.min(a.size, b.size)
    const first = await this.before.with(a.content, (readA) =>
      this.after.with(b.content, (readB) => this.#scan(readA, readB, size)),
    )
    return first ?? (a.size === b.size ? undefined : size)
  }

  async #scan(readA: ReadInto, readB: ReadInto, size: number): Promise<number | undefined> {
    const [bufferA, bufferB] = [
      Buffer.allocUnsafe(Math.min(chunkSize, size)),
      Buffer.allocUnsafe(Math.min(chunkSize, size)),
    ]
    for (let position = 0; position < size; position += chunkSize) {
      const length = Math.min(chunkSize, size - position)
      const [left, right] = [bufferA.subarray(0, length), bufferB.subarray(0, length)]
      readA(left, position)
      readB(right, position)
      if (!left.equals(right)) return position + left.findIndex((byte, i) => byte !== right[i])
      await this.breathe(2 * length)
    }
    return undefined
  }
}
