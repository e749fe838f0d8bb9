import type { Digest } from '../../core/digest.js'
import type { Compression } from '../../store/compressLayer.js'

/** A cache that others have filled, as `--cache-from` names it. */
export type CacheSource =
  /** A tag of a registry: a cache, or an image that holds one. */
  | { readonly type: 'registry'; readonly ref: string }
  /** A folder that `--cache-to` has written. */
  | {
      readonly type: 'local'
      readonly src: string
      /** `latest` unless said. */
      readonly tag?: string | undefined
      readonly digest?: Digest | undefined
    }

/** How a cache is written. */
export interface CacheWriting {
  /** `min`, the default: the RUNs whose layers the image has; `max`: those of all stages that were built. */
  readonly mode?: 'min' | 'max' | undefined
  /** How layers are stored; gzip unless said. */
  readonly compression?: Compression | undefined
  /** Whether a cache that cannot be written is a warning and no failure. */
  readonly ignoreError?: boolean | undefined
}

/** A cache that is filled for others, as `--cache-to` names it. */
export type CacheDestination =
  | ({ readonly type: 'registry'; readonly ref: string } & CacheWriting)
  | ({ readonly type: 'local'; readonly dest: string; readonly tag?: string | undefined } & CacheWriting)
  /** The image's own manifest tells of its RUNs. */
  | { readonly type: 'inline' }
