import type { ByteString } from '../../core/bytes.js'
import type { Aspect } from './aspects.js'
import type { Item } from './item.js'

/** What two images, or two layers, have at one path and have not alike. */
export type FileDifference =
  | { readonly change: 'added'; readonly path: ByteString; readonly after: Item }
  | { readonly change: 'removed'; readonly path: ByteString; readonly before: Item }
  | {
      readonly change: 'changed'
      readonly path: ByteString
      readonly before: Item
      readonly after: Item
      /** In which ways, at least one, in the order of `aspects`. */
      readonly aspects: readonly Aspect[]
    }
