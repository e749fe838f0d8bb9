import type { Layer } from '../oci/image.js'
import type { Directory } from '../rootfs/node.js'

/** Where COPY and mounts take files from: a stage, an image, or a folder of this machine. */
export interface FileSource {
  /** What it is called in errors. */
  readonly name: string
  /** What the tree is made of; undefined for a folder. */
  readonly layers?: readonly Layer[]
  readonly tree: () => Promise<Directory>
  /** What to tell who looks for a file that is not in it. */
  readonly hint?: string
}
