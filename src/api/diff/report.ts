import type { Digest } from '../../core/digest.js'
import type { Json } from '../../diff/config/fields.js'
import type { HistoryField } from '../../diff/config/history.js'
import type { ContentDifference } from '../../diff/content/explainContent.js'
import type { Aspect } from '../../diff/files/aspects.js'
import type { FormDifference } from '../../diff/form/compareForms.js'
import type { Storage } from '../../diff/form/storage.js'

/** What two images have not alike. Numbers of layers and steps count from 0, sizes are bytes. */
export interface DiffReport {
  /**
   * `same`: one manifest. `stored-differently`: one configuration, and so one image id, with other compression, names or annotations. `alike`: nothing differs
   * but what was to be ignored or is not at the paths that were named. `different`: all else.
   */
  readonly verdict: 'same' | 'stored-differently' | 'alike' | 'different'
  readonly before: ImageFacts
  readonly after: ImageFacts
  /** Settings of the configuration. */
  readonly config: readonly SettingDifference[]
  /** The configurations say the same in other words: the order of members, spaces. */
  readonly configForm: boolean
  readonly history: readonly StepDifference[]
  /** Files of all layers together, as a container sees them, in the order of their paths' bytes. */
  readonly files: readonly FileReport[]
  /** All layers of both, the lowest first. */
  readonly layers: readonly LayerPair[]
}

/** What is told of an image as a whole. */
export interface ImageFacts {
  /** As it was written. */
  readonly place: string
  readonly names: readonly string[]
  readonly imageId: Digest
  readonly manifestDigest: Digest
  readonly platform: string
  readonly created?: string
  /** Of its manifest. */
  readonly annotations: Readonly<Record<string, string>>
  readonly layers: number
}

/** A setting, such as `["config", "Env", "PATH"]`; a side where it is not set has no value. */
export interface SettingDifference {
  readonly field: readonly string[]
  readonly before?: Json
  readonly after?: Json
}

/** A step of the history. */
export interface StepDifference {
  readonly change: 'added' | 'removed' | 'changed'
  readonly before?: StepFacts
  readonly after?: StepFacts
  /** What differs, of one that both have. */
  readonly fields: readonly HistoryField[]
}

export interface StepFacts {
  readonly number: number
  readonly createdBy?: string
  readonly created?: string
  readonly comment?: string
  readonly author?: string
  readonly emptyLayer: boolean
}

/** A file that one of them has, or that both have and not alike. */
export interface FileReport {
  /** From the root on: `/etc/passwd`. What is not UTF-8 is shown as U+FFFD, and `pathBytes` is there. */
  readonly path: string
  /** In base64. */
  readonly pathBytes?: string
  readonly change: 'added' | 'removed' | 'changed'
  /** In which ways they differ; none of what only one of them has. */
  readonly aspects: readonly Aspect[]
  readonly before?: FileFacts
  readonly after?: FileFacts
  /** How contents differ, of as many files as it was to be told of. */
  readonly content?: ContentDifference
}

export interface FileFacts {
  readonly type: 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'link' | 'whiteout' | 'opaque'
  /** In octal: `0755`. */
  readonly mode?: string
  readonly uid?: number
  readonly gid?: number
  /** In ISO 8601, with as many decimals as it needs. */
  readonly modified?: string
  readonly size?: number
  /** Where a symbolic link leads; of a layer's hard link to a file of those below it, that file. */
  readonly target?: string
  /** For another name of a file: which name of it comes first. */
  readonly link?: string
  /** `MAJOR:MINOR`. */
  readonly device?: string
  /** Values in base64. */
  readonly xattrs?: Readonly<Record<string, string>>
  /** The layer that names it last. */
  readonly layer?: number
}

/** Two layers that correspond, or one without a counterpart. */
export interface LayerPair {
  /** Layers are the `same` where their DiffIDs are. */
  readonly change: 'same' | 'changed' | 'added' | 'removed'
  readonly before?: LayerFacts
  readonly after?: LayerFacts
  /** File by file, of layers that changed. */
  readonly files: readonly FileReport[]
  /** How the layers' archives are written, where it is that alone by which they differ. */
  readonly form: readonly FormReport[]
  /** How they are stored, of the same layers that are stored differently. */
  readonly storage?: readonly [before: Storage, after: Storage]
}

export type FormReport = FormDifference

export interface LayerFacts {
  readonly number: number
  readonly diffId: Digest
  readonly digest: Digest
  readonly size: number
  /** The line of the Dockerfile that made it, where the history tells. */
  readonly instruction?: string
}
