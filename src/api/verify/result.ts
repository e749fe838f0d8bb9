import type { Digest } from '../../core/digest.js'
import type { Verdict } from '../../oci/readers/reader.js'
import type { ImageFinding } from '../../oci/verify/finding.js'
import type { ImageOptions } from '../images/withImage.js'

/** Which image is verified, and how registries are reached. Where none is chosen, all of an archive are. */
export type VerifyOptions = ImageOptions

/** An image that was verified. */
export interface VerifiedImage {
  /** As they are written there: complete or familiar references; in a layout, a mere tag too. */
  readonly names: readonly string[]
  /** Of its configuration's bytes, where they could be read. */
  readonly imageId?: string
  /** Of its manifest, where there is one. */
  readonly manifestDigest?: Digest
  /** `os/architecture[/variant]`, as far as the configuration says. */
  readonly platform?: string
  readonly layers: number
  /** Bytes of all layers as stored. */
  readonly size: number
}

/** What `oci-pack verify` found. */
export interface VerifyResult {
  readonly path: string
  /** Whether no finding is an error. */
  readonly passes: boolean
  readonly images: readonly VerifiedImage[]
  /** Of the archive first, then of each image and its layers, the lowest first. */
  readonly findings: readonly ImageFinding[]
  /** Which programs take it. */
  readonly readers: readonly Verdict[]
}
