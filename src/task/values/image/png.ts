import type { Dimensions, ReadBytes } from './dimensions.js'

/** What the header of a PNG tells of its size; undefined where it has none. */
export async function pngDimensions(read: ReadBytes): Promise<Dimensions | undefined> {
  const header = Buffer.from(await read(12, 12))
  if (header.byteLength < 12 || header.toString('latin1', 0, 4) !== 'IHDR') return undefined
  const [width, height] = [header.readUInt32BE(4), header.readUInt32BE(8)]
  return width > 0 && height > 0 ? { width, height } : undefined
}
