import { textOfBytes } from '../../../core/bytes.js'
import type { EntryType } from '../../../oci/tar/entry.js'
import type { StoredFile } from '../../../sources/files.js'
import type { PlacedMember } from '../../../sources/verify/placedMembers.js'

/** An entry of an image's archive that is no folder. */
export interface ListedEntry {
  /** As it is written. */
  readonly name: string
  readonly type: EntryType
  readonly isSparse: boolean
  readonly file: StoredFile
}

/** What an image's archive holds, in its order. */
export class TarListing {
  readonly entries: readonly ListedEntry[]
  readonly #byPath = new Map<string, ListedEntry[]>()

  constructor(entries: readonly ListedEntry[]) {
    this.entries = entries
    for (const entry of entries) {
      const path = comparable(entry.name)
      const known = this.#byPath.get(path)
      if (known) known.push(entry)
      else this.#byPath.set(path, [entry])
    }
  }

  /** The entries of a name: of several, the App Engine takes what it knows from the first and the content from the last. */
  find(name: string): readonly ListedEntry[] {
    return this.#byPath.get(comparable(name)) ?? []
  }
}

/** The members of an archive that are no folders. */
export function listingOf(members: readonly PlacedMember[]): TarListing {
  return new TarListing(
    members
      .filter(({ type }) => type !== 'directory')
      .map(({ name, type, isSparse, file }) => ({ name: textOfBytes(name), type, isSparse, file })),
  )
}

/** Two names are one to the App Engine where Java's paths are: `a//b` is `a/b`, `./a` is not `a`. */
function comparable(name: string): string {
  return name.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}
