import type { FileDifference } from '../files/difference.js'
import type { Contents } from '../files/contents.js'
import { type ContentDetail, type ContentDifference, explainContent } from './explainContent.js'

/** As much text of differences is kept, whatever the images are. */
const maxText = 32 << 20

/** Tells how contents differ, of so many files at most, each pair of contents once. */
export class Details {
  readonly #contents: Contents
  readonly #wanted: ContentDetail
  readonly #known = new Map<string, ContentDifference>()
  #left: number
  #room = maxText

  /** @param limit of how many contents it is told */
  constructor(contents: Contents, wanted: ContentDetail, limit: number) {
    this.#contents = contents
    this.#wanted = wanted
    this.#left = limit
  }

  /** How the contents differ, where they do and it is still to be told. @throws OciPackError `format`, `io` */
  async of(difference: FileDifference): Promise<ContentDifference | undefined> {
    if (difference.change !== 'changed' || !difference.aspects.includes('content')) return undefined
    const [a, b] = [difference.before.node, difference.after.node]
    if (a.type !== 'file' || b.type !== 'file') return undefined
    const key = this.#contents.pairName(a, b)
    const known = this.#known.get(key)
    if (known) return known
    if (this.#left <= 0 || this.#room <= 0) return undefined
    const told = await explainContent(a, b, this.#contents, this.#wanted)
    this.#left--
    for (const { lines } of told.hunks ?? []) for (const line of lines) this.#room -= line.length
    this.#known.set(key, told)
    return told
  }
}
