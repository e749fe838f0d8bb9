import { memo } from '../../core/memo.js'
import { type LocatePlain, ContentReader, type ReadInto } from '../../rootfs/contentReader.js'
import type { Content, RegularFile } from '../../rootfs/node.js'

const chunkSize = 1 << 20

/** Compares contents of two images, each pair once. Close it: it keeps layers open. */
export class Contents {
  readonly before: ContentReader
  readonly after: ContentReader
  readonly #compared = new Map<string, Promise<number | undefined>>()
  readonly #left = Buffer.allocUnsafe(chunkSize)
  readonly #right = Buffer.allocUnsafe(chunkSize)

  constructor(before: LocatePlain, after: LocatePlain) {
    this.before = new ContentReader(before)
    this.after = new ContentReader(after)
  }

  /** Whether two files have the same bytes. @throws OciPackError `format`, `io` */
  async same(a: RegularFile, b: RegularFile): Promise<boolean> {
    return a.size === b.size && (await this.firstDifference(a, b)) === undefined
  }

  /** The first byte, counted from 0, that one of them does not have as the other has it; undefined where they are the same. @throws OciPackError */
  firstDifference(a: RegularFile, b: RegularFile): Promise<number | undefined> {
    const [left, right] = [nameOf(a.content), nameOf(b.content)]
    if (left !== undefined && left === right && a.size === b.size) return Promise.resolve(undefined)
    if (left === undefined || right === undefined) return this.#compare(a, b)
    return memo(this.#compared, `${left} ${right}`, () => this.#compare(a, b))
  }

  close(): void {
    this.before.close()
    this.after.close()
  }

  async #compare(a: RegularFile, b: RegularFile): Promise<number | undefined> {
    const size = Math.min(a.size, b.size)
    const first = await this.before.with(a.content, (readA) =>
      this.after.with(b.content, (readB) => this.#scan(readA, readB, size)),
    )
    return first ?? (a.size === b.size ? undefined : size)
  }

  #scan(readA: ReadInto, readB: ReadInto, size: number): number | undefined {
    for (let position = 0; position < size; position += chunkSize) {
      const length = Math.min(chunkSize, size - position)
      const [left, right] = [this.#left.subarray(0, length), this.#right.subarray(0, length)]
      readA(left, position)
      readB(right, position)
      if (!left.equals(right)) return position + left.findIndex((byte, i) => byte !== right[i])
    }
    return undefined
  }
}

/** The same name means the same bytes, whichever image they are of: a layer's DiffID tells all of them. */
function nameOf(content: Content): string | undefined {
  return content.from === 'layer' ? `${content.layer.diffId} ${content.offset}` : undefined
}
