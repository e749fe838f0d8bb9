import type { ExploreData } from '../../data.js'

/** What the worker that reads a file tells. */
export type Told =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'data'; readonly data: ExploreData }
  | { readonly kind: 'error'; readonly message: string; readonly hint: string | undefined }
