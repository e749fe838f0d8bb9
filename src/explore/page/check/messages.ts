import type { Check, ExploreData } from '../../data.js'

/** What the worker that reads a file tells. */
export type Told =
  | { readonly kind: 'progress'; readonly step: string; readonly done: number; readonly total: number }
  | { readonly kind: 'images'; readonly images: readonly ExploreData[] }
  | {
      readonly kind: 'error'
      readonly message: string
      readonly hint: string | undefined
      /** What was found wrong, where more was than the message tells. */
      readonly check: Check | undefined
    }
