import { constants, inflateRawSync } from 'node:zlib'
import type { Dimensions, ReadBytes } from './dimensions.js'

/** How much of a file is read to find the size of its image, which stands before the pixels, the profile and the frames. */
const headLength = 4 * 1024 * 1024
/** What that may inflate to, in the one transfer syntax that deflates. */
const inflatedLength = 64 * 1024 * 1024
const rows = 'x00280010'
const columns = 'x00280011'

/** What the header of a DICOM file tells of its image's size; undefined where it tells none. */
export async function dicomDimensions(read: ReadBytes): Promise<Dimensions | undefined> {
  const { default: dicomParser } = await import('dicom-parser')
  try {
    const dataSet = dicomParser.parseDicom(await read(0, headLength), { untilTag: columns, inflater })
    const [width, height] = [dataSet.uint16(columns), dataSet.uint16(rows)]
    return width && height ? { width, height } : undefined
  } catch {
    return undefined
  }
}

/** The bytes up to `position` as they are, those behind it inflated as far as they reach. */
function inflater(bytes: Uint8Array, position: number): Uint8Array {
  const options = { maxOutputLength: inflatedLength, finishFlush: constants.Z_SYNC_FLUSH }
  return Buffer.concat([bytes.subarray(0, position), inflateRawSync(bytes.subarray(position), options)])
}
