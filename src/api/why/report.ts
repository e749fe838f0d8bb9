import type { Change } from '../../build/why/change.js'

/** A file that a layer below a RUN has otherwise than it had. */
export interface ChangedSource {
  /** From the layer's root on. A name that is no UTF-8 has U+FFFD for what is not. */
  readonly path: string
  readonly what: readonly ('added' | 'removed' | 'content' | 'kind' | 'mode' | 'owner')[]
  /** The beginnings of the contents' SHA-256 digests, in hex. */
  readonly before?: string
  readonly now?: string
}

/** Why a RUN is executed, or was. */
export type Reason =
  /** Something that it follows from is another than when it was executed before. */
  | {
      readonly type: 'changed'
      readonly change: Change
      /** Of a layer that changed, the first files, where they are known. */
      readonly files: readonly ChangedSource[]
      /** How many files changed. */
      readonly count: number
      /** When the RUN was executed before. */
      readonly before: Date
    }
  /** Nothing changed, and its layer is not in the store any more. */
  | { readonly type: 'gone'; readonly before: Date }
  /** The build was told to execute it. */
  | { readonly type: 'asked' }
  /** Nothing is kept of how it was executed before. */
  | { readonly type: 'unknown' }
  /** A RUN above it is executed first, and nobody knows what that gives. */
  | { readonly type: 'follows' }

/** A RUN of a Dockerfile. */
export interface WhyRun {
  readonly stage: string
  readonly file: string
  readonly line: number
  /** As it is written, without credentials. */
  readonly instruction: string
  /** Whether a build would take its layer from the store, or from a shared cache. */
  readonly cached: boolean
  /** When it was executed on this machine, where that is known of a layer that is cached. */
  readonly executed?: Date
  /** Why it would be executed; of a layer that is cached, why it was. */
  readonly reason: Reason
}

/** What `oci-pack why` tells of the cache: each RUN of the stages that a build needs. */
export interface WhyReport {
  readonly runs: readonly WhyRun[]
}
