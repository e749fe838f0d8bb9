import { OciPackError } from '../../../core/errors.js'
import type { Hits } from '../finding.js'
import { checkTree } from './checkTree.js'
import type { LayerEntry } from './layerContents.js'

/** As many entries as the layers of all images together may have, of which images share most: five times what one archive may hold. */
const maxEntries = 20_000_000

type Entries = readonly LayerEntry[]

/** Checks the layers of images one after the other; those of images that have the same ones are checked once. */
export class TreeChecks {
  readonly #known = new Map<string, readonly Hits[]>()
  readonly #numbers = new Map<Entries, number>()
  #count = 0

  /** As `checkTree`. @throws OciPackError `unsupported` for more entries than time is given to */
  of(layers: readonly Entries[]): readonly Hits[] {
    const key = layers.map((entries) => this.#numberOf(entries)).join()
    const known = this.#known.get(key)
    if (known) return known
    this.#count += layers.reduce((sum, { length }) => sum + length, 0)
    if (this.#count > maxEntries)
      throw new OciPackError(
        'unsupported',
        `the images together have layers of more than ${maxEntries} entries: they are not looked at in one archive`,
        { hint: 'Copy the image that is wanted into an archive of its own with oci-pack copy, and look at that.' },
      )
    const hits = checkTree(layers)
    this.#known.set(key, hits)
    return hits
  }

  #numberOf(entries: Entries): number {
    const known = this.#numbers.get(entries) ?? this.#numbers.size
    this.#numbers.set(entries, known)
    return known
  }
}
