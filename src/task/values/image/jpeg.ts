import type { Dimensions, ReadBytes } from './dimensions.js'

/** Segments looked at before the frame; a photograph has a few dozen. */
const mostSegments = 10_000
/** Bytes before a marker that only fill. */
const mostFill = 64
/** Baseline, extended and progressive: what the App Engine's reader decodes. */
const frames = new Set([0xc0, 0xc1, 0xc2])

/** What the frame header of a JPEG tells of its size; undefined where there is none, or none that the App Engine can decode. */
export async function jpegDimensions(read: ReadBytes): Promise<Dimensions | undefined> {
  let at = 2
  for (let segment = 0; segment < mostSegments; segment++) {
    const bytes = Buffer.from(await read(at, mostFill))
    const fill = bytes.findIndex((byte) => byte !== 0xff)
    if (fill < 1 || bytes.byteLength < fill + 3) return undefined
    const marker = bytes.readUInt8(fill)
    // The image's data begins, or ends, and no frame came.
    if (marker === 0xd9 || marker === 0xda) return undefined
    if (frames.has(marker)) return frameDimensions(bytes.subarray(fill + 1))
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    at += fill + 1 + (isBare ? 0 : bytes.readUInt16BE(fill + 1))
  }
  return undefined
}

function frameDimensions(frame: Buffer): Dimensions | undefined {
  if (frame.byteLength < 8) return undefined
  const [precision, components] = [frame.readUInt8(2), frame.readUInt8(7)]
  const [width, height] = [frame.readUInt16BE(5), frame.readUInt16BE(3)]
  const isDecodable = precision === 8 && components <= 3 && width > 0 && height > 0
  return isDecodable ? { width, height } : undefined
}
