/** The width and height of an image in pixels. */
export interface Dimensions {
  readonly width: number
  readonly height: number
}

/** Reads `length` bytes of a file from `offset` on, fewer at its end. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>
