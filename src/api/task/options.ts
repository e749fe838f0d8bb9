import type { Finding } from '../../core/finding.js'
import type { BuildOptions, BuildResult } from '../options.js'

/** What a folder's image is built with, where one has to be built. */
export type TaskBuildOptions = Omit<BuildOptions, 'context' | 'tags' | 'outputs'>

/** What `oci-pack check` takes. */
export interface CheckOptions extends TaskBuildOptions {
  /** A Task's folder, one with a Dockerfile alone, a bundle or an image's archive. */
  readonly path: string
  /** The descriptor of an archive that is no bundle; `descriptor.yml` beside it unless said. */
  readonly descriptor?: string | undefined
  /** Whether the image of a folder is built and looked at; true unless said. */
  readonly build?: boolean | undefined
}

/** What `oci-pack check` found. */
export interface CheckReport {
  readonly path: string
  readonly kind: 'folder' | 'bundle' | 'archive' | 'dockerfile'
  /** The name of the Task's image, where the descriptor tells it. */
  readonly task: string | undefined
  /** Whether no finding is an error. */
  readonly passes: boolean
  readonly findings: readonly Finding[]
  /** What was not looked at and why, a sentence each. */
  readonly notes: readonly string[]
}

/** What `oci-pack bundle` takes. */
export interface BundleOptions extends TaskBuildOptions {
  /** The Task's folder. */
  readonly path: string
  /** The bundle's file, `NAMESPACE-VERSION.zip` in the current folder unless said; `-` is standard output. */
  readonly output?: string | undefined
  /** A name for the image, which must be the one that the descriptor gives. */
  readonly tags?: readonly string[]
  /** Whether `configuration.image.file` is mended in the descriptor. */
  readonly fix?: boolean | undefined
}

/** What `oci-pack bundle` made, or why it made nothing. */
export interface BundleReport {
  readonly findings: readonly Finding[]
  /** Undefined where a finding is an error: nothing was written. */
  readonly made: BundleMade | undefined
}

/** A bundle that was written. */
export interface BundleMade extends Pick<BuildResult, 'imageId' | 'manifestDigest'> {
  readonly path: string
  /** The image's name. */
  readonly task: string
  /** Bytes of the bundle; undefined for standard output. */
  readonly size: number | undefined
}
