import type { FieldDifference } from './config/fields.js'
import type { HistoryDifference } from './config/history.js'
import type { FormDifference } from './form/compareForms.js'
import type { Storage } from './form/storage.js'
import type { MadeLayer } from './layers/alignLayers.js'

/** What two images have not alike, but for what was to be ignored. @typeParam File what is told of each file that differs */
export interface ImageDifference<File> {
  /** Settings of the configuration. */
  readonly fields: readonly FieldDifference[]
  readonly history: readonly HistoryDifference[]
  /** The configurations say the same in other words: the order of members, spaces. */
  readonly configForm: boolean
  /** Of all layers together, as a container sees them. */
  readonly files: readonly File[]
  /** All layers of both, the lowest first. */
  readonly layers: readonly LayerDifference<File>[]
}

/** Two layers that correspond, or one without a counterpart. */
export interface LayerDifference<File> {
  /** Layers are the `same` where their DiffIDs are. */
  readonly change: 'same' | 'changed' | 'added' | 'removed'
  readonly before?: MadeLayer
  readonly after?: MadeLayer
  /** File by file, of layers that changed. */
  readonly files: readonly File[]
  /** How they are written, of layers that changed while their files did not. */
  readonly form: readonly FormDifference[]
  /** How they are stored, of the same layers that are stored differently. */
  readonly storage?: readonly [before: Storage, after: Storage]
}

/** Whether anything differs that was not to be ignored. What is stored differently is the same. */
export function isDifferent({ fields, history, configForm, files, layers }: ImageDifference<unknown>): boolean {
  if (configForm || fields.length > 0 || history.length > 0 || files.length > 0) return true
  return layers.some(
    ({ change, files, form }) => change === 'added' || change === 'removed' || files.length > 0 || form.length > 0,
  )
}
