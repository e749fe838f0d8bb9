import type { ByteString } from '../../core/bytes.js'

/** A tar entry's kind: POSIX ustar's, with GNU's and pax's long names, sparse maps and the like already resolved. */
export type EntryType = 'file' | 'link' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo'

/** What a tar entry says of a file. Names are byte strings, as they stand in the archive. */
export interface TarHeader {
  /** As written: a directory's may end in `/`, one may begin with `./` or `/`. */
  readonly path: ByteString
  readonly type: EntryType
  /** The 12 permission bits, setuid, setgid and sticky among them. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of content once sparse holes are filled; 0 for all but files. */
  readonly size: number
  /** Whole seconds since 1970, negative before. */
  readonly mtime: number
  /** 0 to 999,999,999, to be added to `mtime`. */
  readonly mtimeNsec: number
  /** The target of `link` and `symlink`; empty for the others. */
  readonly linkPath: ByteString
  /** For `character` and `block`; 0 for the others. */
  readonly devMajor: number
  readonly devMinor: number
  /** Extended attributes (pax SCHILY.xattr.*): byte-string names, raw values. */
  readonly xattrs: ReadonlyMap<ByteString, Uint8Array>
}

/** One data extent of a sparse file: `length` bytes that belong at `offset` of the content. */
export interface SparseExtent {
  readonly offset: number
  readonly length: number
}

/** The header of an empty file without permissions, root's, of 1970; `more` says what is otherwise. */
export function tarHeader(path: ByteString, more: Partial<TarHeader> = {}): TarHeader {
  return {
    path,
    type: 'file',
    mode: 0,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    mtimeNsec: 0,
    linkPath: '',
    devMajor: 0,
    devMinor: 0,
    xattrs: new Map(),
    ...more,
  }
}
