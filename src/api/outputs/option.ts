import type { Digest } from '../../core/digest.js'
import type { Compression } from '../../store/compressLayer.js'

/** Where a build's image goes, as `docker build -o` spells it. */
export type OutputOption = FileOutput | RegistryOutput

/** How layers are stored in an output that is an image. */
interface Packing {
  /** Of the layers that are plain; in a registry gzip unless said, elsewhere as they are. */
  readonly compression?: Compression
  /** Whether layers that are compressed already are compressed anew. */
  readonly forceCompression?: boolean
}

/** A file or a folder. */
export interface FileOutput extends Packing {
  /** `docker`: an archive that every reader takes; `oci`: an OCI layout's archive, or its folder; `rootfs`: the files alone; `tar`: the files as a tar. */
  readonly type: 'docker' | 'oci' | 'rootfs' | 'tar'
  /** A file or folder; `-` is standard output. */
  readonly dest: string
  /** For `oci`: an archive (the default) or a folder. */
  readonly tar?: boolean
}

/** A registry, or several. */
export interface RegistryOutput extends Packing {
  readonly type: 'registry'
  /** What it is called there; the image's tags unless said. */
  readonly names?: readonly string[]
}

/** What points at a manifest or an index, without what is said of it. */
export interface ToldDescriptor {
  readonly mediaType: string
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
}

/** One thing that was written to an output. */
export interface WrittenPlace {
  /** A file, a folder, `-`, or a name in a registry. */
  readonly place: string
  /** Where it holds one of several images. */
  readonly platform?: string
  /** What points at the manifest or index there; undefined for files alone. */
  readonly descriptor?: ToldDescriptor
  /** Of an index: the manifests of its images, in the order of their platforms. */
  readonly manifests?: readonly ToldDescriptor[]
}

/** An output, and what became of it. */
export type OutputResult = OutputOption & { readonly written: readonly WrittenPlace[] }
