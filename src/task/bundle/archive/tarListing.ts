import { textOfBytes } from '../../../core/bytes.js'
import { readExtent } from '../../../core/host/readExtent.js'
import type { EntryType } from '../../../oci/tar/entry.js'
import { maxDocumentSize } from '../../../oci/manifest.js'
import { isObject, type JsonObject, parseJson } from '../../../oci/portable/json.js'
import type { StoredFile } from '../../../sources/files.js'
import { tarEntries, type TarPlace } from '../../../sources/tarFiles.js'

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

/** Reads the headers of an archive. @throws OciPackError `format`, `integrity`, `io` */
export async function listTar(place: TarPlace): Promise<TarListing> {
  const entries: ListedEntry[] = []
  for await (const { header, file, sparse } of tarEntries(place)) {
    if (header.type === 'directory') continue
    entries.push({ name: textOfBytes(header.path), type: header.type, isSparse: sparse !== undefined, file })
  }
  return new TarListing(entries)
}

/** The JSON of an entry; undefined where it is none. @throws OciPackError `io` */
export async function readJson({ file, type, isSparse }: ListedEntry): Promise<unknown> {
  if (type !== 'file' || isSparse || file.size > maxDocumentSize) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent(file, file.size)) chunks.push(chunk)
  return parseJson(Buffer.concat(chunks))
}

/** As `readJson`, of an object. */
export async function readObject(entry: ListedEntry): Promise<JsonObject | undefined> {
  const value = await readJson(entry)
  return isObject(value) ? value : undefined
}

/** Two names are one to the App Engine where Java's paths are: `a//b` is `a/b`, `./a` is not `a`. */
function comparable(name: string): string {
  return name.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}
