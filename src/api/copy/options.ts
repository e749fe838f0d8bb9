import type { Digest } from '../../core/digest.js'
import type { Emit } from '../../core/events.js'
import type { Compression } from '../../store/compressLayer.js'
import type { RegistryOptions } from '../options.js'
import type { StoreLocation } from '../withStore.js'

/** What all that moves images between places takes. */
export interface TransferOptions extends StoreLocation {
  readonly registry?: RegistryOptions
  readonly onEvent?: Emit
  readonly signal?: AbortSignal
}

/** What `oci-pack copy` takes. Places are written as docs/copy.md tells. */
export interface CopyOptions extends TransferOptions {
  readonly source: string
  readonly destination: string
  /**
   * `os/architecture[/variant]` each. Of an index, one gives its image, several an index of theirs; unless said, all goes where it can go, and
   * into a docker archive the image for `linux/amd64`.
   */
  readonly platforms?: readonly string[]
  /** How layers are stored. Unless said they stay as they are; those of a docker archive that are plain are gzipped for a registry. */
  readonly compression?: Compression | undefined
  /** `oci`: OCI's manifests and indexes take the place of Docker's own, with other digests. Unless said they stay as they are. */
  readonly manifests?: 'oci' | undefined
}

/** What `oci-pack push` takes. */
export interface PushOptions extends Omit<CopyOptions, 'destination'> {
  /** The names to push it under; those that it has unless said. */
  readonly references?: readonly string[]
  /** Whether `references` are repositories, in which all that is there gets the tags that it has. */
  readonly allTags?: boolean | undefined
}

/** What `oci-pack pull` takes. */
export interface PullOptions extends Omit<CopyOptions, 'source' | 'destination' | 'manifests'> {
  readonly reference: string
  /** `image.tar` unless said; `-` is standard output. */
  readonly output?: string | undefined
  /** `docker`, the default: an archive that every reader takes; `oci`: an OCI layout as an archive; `oci-folder`: as a folder. */
  readonly format?: 'docker' | 'oci' | 'oci-folder' | undefined
}

/** What was written. */
export interface CopyReport {
  /** Where. */
  readonly destination: string
  readonly isRegistry: boolean
  /** What it is called there, in full. */
  readonly names: readonly string[]
  /** Of the manifest or index. */
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes of all that it is made of. */
  readonly size: number
}

/** What `oci-pack tag` takes. */
export interface TagOptions extends TransferOptions {
  /** An image in a registry, or `oci:FOLDER[:TAG]`. */
  readonly image: string
  readonly tags: readonly string[]
}

/** What got new names. */
export interface TagReport {
  readonly digest: Digest
  readonly names: readonly string[]
}

/** What `oci-pack ls` takes. */
export interface ListOptions extends TransferOptions {
  /** A repository, an image in a registry, an archive or a layout. */
  readonly place: string
}

/** A repository's tags, or what is at a place. */
export interface ListReport {
  /** The repository in full, or the path. */
  readonly place: string
  /** Of a repository. */
  readonly tags?: readonly string[]
  /** Of all else. */
  readonly images?: readonly ListedImage[]
}

/** An image, an index of several, or another artifact. */
export interface ListedImage {
  readonly names: readonly string[]
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes of all that it is made of, as far as it is there. */
  readonly size: number
  /** Of a container image. */
  readonly platform?: string
  /** What it is, where it is no container image: its artifact type, else the media type of its configuration, or `attestation`. */
  readonly artifact?: string
  /** What an index names and is there. */
  readonly images?: readonly ListedImage[]
}
