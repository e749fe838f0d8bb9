import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import { cleanPath, maxPath } from '../../tar/cleanPath.js'
import type { EntryType, TarHeader } from '../../tar/entry.js'
import type { TarEnd, TarEntry } from '../../tar/read.js'
import { Hits } from '../finding.js'
import { checkAttributes } from './attributes.js'
import { checkNames } from './names.js'

/** What must be known of an entry to see how it meets the others of its image. */
export interface LayerEntry {
  /** Below the root, clean. */
  readonly path: ByteString
  readonly type: EntryType
  /** As written. */
  readonly linkPath: ByteString
}

/** What is known of a layer's tar after it was read once. */
export interface LayerContents {
  readonly entries: readonly LayerEntry[]
  /** What can be said of each entry by itself. */
  readonly hits: Hits
  /** How the tar ended, unless it could not be read so far. */
  readonly end?: TarEnd
  /** Why it could not be read further. */
  readonly fault?: string
}

/** As many entries as all layers of an archive may have together: ten times what the largest images hold. */
export const maxEntries = 4_000_000

/** Looks at the entries of a layer one by one, as they are read. */
export class ContentsReader {
  readonly entries: LayerEntry[] = []
  readonly hits = new Hits()

  add({ header, sparse }: Pick<TarEntry, 'header' | 'sparse'>): void {
    checkNames(header, this.hits)
    checkAttributes(header, sparse !== undefined, this.hits)
    const path = cleanPath(header.path)
    if (path !== undefined && path.length <= maxPath)
      this.entries.push({ path, type: header.type, linkPath: header.linkPath })
  }
}

/** How an entry is named in a finding: with where it leads, if it is a link. */
export function entryText({ path, type, linkPath }: Pick<TarHeader, 'path' | 'type' | 'linkPath'>): string {
  const leads = type === 'link' || type === 'symlink'
  return textOfBytes(path) + (leads ? ` -> ${textOfBytes(linkPath)}` : '')
}
