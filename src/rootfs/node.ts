import type { ByteString } from '../core/bytes.js'
import type { Layer } from '../oci/image.js'
import type { SparseExtent } from '../oci/tar/entry.js'

/** What every file has besides its kind. */
export interface Attributes {
  /** The 12 permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Whole seconds since 1970, and nanoseconds to add. */
  readonly mtime: number
  readonly mtimeNsec: number
  readonly xattrs: ReadonlyMap<ByteString, Uint8Array>
}

/** Where a regular file's bytes are. Nothing is read until somebody asks. */
export type Content =
  /** In a layer: `offset` counts in its plain tar. */
  | {
      readonly from: 'layer'
      readonly layer: Layer
      readonly offset: number
      readonly sparse?: readonly SparseExtent[]
    }
  /** A file of this machine, named by its byte path. */
  | { readonly from: 'host'; readonly path: ByteString }
  | { readonly from: 'bytes'; readonly bytes: Uint8Array }

export interface Directory extends Attributes {
  readonly type: 'directory'
  readonly children: Map<ByteString, Node>
}

export interface RegularFile extends Attributes {
  readonly type: 'file'
  /** Bytes of content. */
  readonly size: number
  readonly content: Content
}

export interface SymbolicLink extends Attributes {
  readonly type: 'symlink'
  readonly target: ByteString
}

export interface SpecialFile extends Attributes {
  readonly type: 'character' | 'block' | 'fifo'
  readonly devMajor: number
  readonly devMinor: number
}

/** A file in a tree. Two names of one object are hard links of each other. Only `children` of a directory ever changes; all else is replaced. */
export type Node = Directory | RegularFile | SymbolicLink | SpecialFile

export const noXattrs: ReadonlyMap<ByteString, Uint8Array> = new Map()

/** A new, empty directory, 0755 of root unless said otherwise. */
export function emptyDirectory(attributes: Partial<Attributes> = {}): Directory {
  return {
    type: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: 0,
    mtimeNsec: 0,
    xattrs: noXattrs,
    ...attributes,
    children: new Map(),
  }
}
