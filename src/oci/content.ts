import type { Reference } from './reference.js'
import type { Descriptor, Index, Manifest } from './descriptor.js'
import type { Extent } from './image.js'

/** What a name stands for, with its very bytes: an image, or an index of several. Whatever is copied keeps its digest. */
export type Content = ImageContent | IndexContent

/** A blob, wherever it is. */
export interface Blob {
  /** Media type, digest and size of the stored bytes. */
  readonly descriptor: Descriptor
  /** Begins to read the stored bytes, from a byte on. Whether they are the right ones is for the reader to check. */
  open(from?: number): AsyncIterable<Uint8Array>
  /** A repository that holds it: another one of the same registry can take it from there without its bytes. */
  readonly origin?: Pick<Reference, 'host' | 'repository'> | undefined
  /** Where the stored bytes lie, of a blob that is on this machine already. */
  locate?(): Promise<Extent>
}

/** A manifest and what it points at: an image, or an artifact that has the shape of one (OCI image-spec, manifest.md). */
export interface ImageContent {
  readonly kind: 'image'
  /** Of `bytes`. */
  readonly descriptor: Descriptor
  /** The manifest as it is written. */
  readonly bytes: Uint8Array
  readonly manifest: Manifest
  /** The configuration first, then the layers, the lowest first. */
  readonly blobs: readonly Blob[]
}

/** An index and the manifests that it names (OCI image-spec, image-index.md). */
export interface IndexContent {
  readonly kind: 'index'
  /** Of `bytes`. */
  readonly descriptor: Descriptor
  /** The index as it is written. */
  readonly bytes: Uint8Array
  readonly index: Index
  /** One for each entry of the index that is there, with the entry as its descriptor. */
  readonly members: readonly Content[]
}
