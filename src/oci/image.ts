import type { Digest } from '../core/digest.js'
import type { ImageConfig } from './config.js'
import type { Descriptor } from './descriptor.js'
import type { Reference } from './reference.js'

/** Where a blob's bytes lie on this machine: `offset` bytes into the file `path`. */
export interface Extent {
  readonly path: string
  readonly offset: number
}

/** A layer as it is stored, compressed or not; its bytes are read only when asked for. */
export interface Layer {
  /** Media type, digest and size of the stored bytes. */
  readonly descriptor: Descriptor
  /** The digest of the plain tar (OCI image-spec, config.md, "Layer DiffID"). */
  readonly diffId: Digest
  /** A repository that holds it, where it came from one. */
  readonly origin?: Pick<Reference, 'host' | 'repository'> | undefined
  /**
   * The stored bytes, `descriptor.size` of them, from a place on disk that holds what its digest says; a layer that is still in a
   * registry is brought there first. @throws OciPackError `registry`, `integrity`, `io`
   */
  locate(): Promise<Extent>
  /** Other forms in which the same layer can be had: whoever wants one of them need not make it of the plain bytes. */
  readonly forms?: readonly LayerForm[] | undefined
}

/** A layer as somebody else has stored it. */
export interface LayerForm extends Pick<Layer, 'descriptor' | 'origin' | 'locate'> {
  /** How it was made; the same words and the same plain bytes give the same form. */
  readonly by: string
}

/** Annotations by name (OCI image-spec, annotations.md): those of the manifest, and those of whatever points at it. */
export interface Annotations {
  readonly manifest: Readonly<Record<string, string>>
  readonly descriptor: Readonly<Record<string, string>>
}

/** An image: an immutable value. Its configuration is at hand, its layers are lazy. */
export interface Image {
  readonly config: ImageConfig
  /** The very bytes of the configuration; their digest is the image's id. */
  readonly configBytes: Uint8Array
  /** The lowest first, one for each of `config.rootfs.diff_ids`. */
  readonly layers: readonly Layer[]
  /** What is said of it outside of its configuration, and so without a change of its id. */
  readonly annotations?: Annotations | undefined
}
