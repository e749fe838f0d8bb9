/** An image that an archive holds. */
export interface PortableImage {
  /** References and tags, as they are written there. */
  readonly names: readonly string[]
  /** The configuration's digest, which is the image's id. */
  readonly id: string
  readonly os: string
  readonly architecture: string
  readonly layers: number
  /** The names of its configuration and of its layers in the archive, the lowest first. */
  readonly files: { readonly config: string; readonly layers: readonly string[] }
}

/** What an archive holds, and all that is wrong with it: nothing, if it is sound. */
export interface PortableReport {
  readonly images: readonly PortableImage[]
  readonly problems: readonly string[]
}
