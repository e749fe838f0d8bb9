import type { ImageType } from '../../descriptor/descriptor.js'
import { type Entry, problemAt, readAt, withFile } from '../entry.js'
import { keepToLimit } from '../hints.js'
import type { Checked, Problem } from '../report.js'
import { sizeInWords } from '../shown.js'
import { dicomDimensions } from './dicom.js'
import type { Dimensions, ReadBytes } from './dimensions.js'
import { formatOf, type ImageFormat, signatureLength } from './format.js'
import { jpegDimensions } from './jpeg.js'
import { pngDimensions } from './png.js'
import { checkSlideZip } from './slideZip.js'
import { readTiff, type TiffHeader } from './tiff.js'

/** What the header of an image file tells. */
export interface ImageHeader {
  readonly format: ImageFormat | undefined
  readonly dimensions: Dimensions | undefined
  readonly tiff?: TiffHeader | undefined
  readonly size: number
}

const namesInWords = { png: 'PNG', jpeg: 'JPEG', tiff: 'TIFF', dicom: 'DICOM', zip: 'WSI-DICOM in a zip' } as const

/** Reads the header of an image file; no pixel is read. */
export async function readImageHeader(entry: Entry): Promise<ImageHeader | { problem: Problem }> {
  return withFile<ImageHeader>(entry, async (file, size) => {
    const read: ReadBytes = (offset, length) => readAt(file, offset, length)
    const format = formatOf(await read(0, signatureLength))
    if (format === 'tiff') {
      const tiff = await readTiff(read)
      return { format, dimensions: tiff?.dimensions, tiff, size }
    }
    return { format, dimensions: await dimensionsOf(format, read), size }
  })
}

/** What is wrong with a file as an image, as the App Engine judges by `formats`: the signature, the size, and of a TIFF how it is stored. */
export async function checkImageFile(entry: Entry, type: ImageType): Promise<Checked> {
  const header = await readImageHeader(entry)
  if ('problem' in header) return { problems: [header.problem] }
  const { format, size } = header
  const value = `${format ? namesInWords[format] : 'data'}${inPixels(header.dimensions)}, ${sizeInWords(size)}`
  // A zip is a whole slide image whatever the formats are; its dimensions are not looked at.
  if (format === 'zip') {
    const problems = [...checkFormat(entry, 'wsidicom', type), ...checkSize(entry, size, type)]
    return { value, problems: problems.length > 0 ? problems : await checkSlideZip(entry) }
  }
  const problems = checkFormat(entry, format, type)
  if (problems.length > 0) return { value, problems }
  return {
    value,
    problems: [
      ...(format === 'tiff' && type.formats.length > 0 ? checkTiff(entry, header.tiff) : []),
      ...checkDimensions(entry, format === 'dicom' && type.formats.length === 0 ? undefined : header.dimensions, type),
      ...checkSize(entry, size, type),
    ],
  }
}

/** What is wrong with a format by those that are asked for; none asked for means any. */
export function checkFormat(
  entry: Entry,
  format: Exclude<ImageFormat, 'zip'> | 'wsidicom' | undefined,
  { formats }: ImageType,
): Problem[] {
  if (formats.length === 0 || (format !== undefined && formats.includes(format))) return []
  const found = format === undefined ? 'in no known format' : format === 'wsidicom' ? 'WSI-DICOM' : namesInWords[format]
  return [
    problemAt(
      entry,
      `the image is ${found}, not ${formats.join(' or ')}`,
      'Write it in a format that the descriptor names.',
    ),
  ]
}

/** What is wrong with an image's width and height by their limits. */
export function checkDimensions(
  entry: Entry,
  dimensions: Dimensions | undefined,
  { maxWidth, maxHeight }: ImageType,
): Problem[] {
  if (maxWidth === undefined && maxHeight === undefined) return []
  if (!dimensions)
    return [
      problemAt(
        entry,
        'its width and height cannot be read, and the descriptor limits them',
        'Write the image anew, as PNG, JPEG or TIFF.',
      ),
    ]
  const problems: Problem[] = []
  if (maxWidth !== undefined && dimensions.width > maxWidth)
    problems.push(
      problemAt(entry, `it is ${dimensions.width} pixels wide, at most ${maxWidth} are allowed`, keepToLimit),
    )
  if (maxHeight !== undefined && dimensions.height > maxHeight)
    problems.push(
      problemAt(entry, `it is ${dimensions.height} pixels high, at most ${maxHeight} are allowed`, keepToLimit),
    )
  return problems
}

/** What is wrong with a file's size by its limit. */
export function checkSize(entry: Entry, size: number, { maxFileSize }: Pick<ImageType, 'maxFileSize'>): Problem[] {
  if (maxFileSize === undefined || size <= maxFileSize) return []
  return [problemAt(entry, `it has ${size} bytes, at most ${maxFileSize} are allowed`, keepToLimit)]
}

/** Dimensions behind a format's name. */
export function inPixels(dimensions: Dimensions | undefined): string {
  return dimensions ? ` ${dimensions.width} x ${dimensions.height}` : ''
}

function checkTiff(entry: Entry, tiff: TiffHeader | undefined): Problem[] {
  if (!tiff) return [problemAt(entry, 'its TIFF directories cannot be read', 'Write the image anew.')]
  const problems: Problem[] = []
  if (tiff.samplesPerPixel !== 3)
    problems.push(
      problemAt(
        entry,
        'the App Engine takes a TIFF only in RGB: three samples a pixel',
        'Write it in RGB, without alpha.',
      ),
    )
  if (tiff.isTiled)
    problems.push(
      problemAt(entry, 'the App Engine takes no TIFF in tiles', 'Write it in strips, such as by tiffcp -s.'),
    )
  return problems
}

async function dimensionsOf(format: ImageFormat | undefined, read: ReadBytes): Promise<Dimensions | undefined> {
  switch (format) {
    case 'png':
      return pngDimensions(read)
    case 'jpeg':
      return jpegDimensions(read)
    case 'dicom':
      return dicomDimensions(read)
    default:
      return undefined
  }
}
