import type { ImageType } from '../../descriptor/descriptor.js'
import { type Entry, look, namesIn, problemAt, within } from '../entry.js'
import type { Checked, Problem } from '../report.js'
import { sizeInWords } from '../shown.js'
import { checkDimensions, checkFormat, checkSize, type ImageHeader, inPixels, readImageHeader } from './image.js'

/** A slide has a file a level, and a few more. */
const mostFiles = 10_000
const hint = 'Put the DICOM files of the slide there alone.'

/** What is wrong with a folder as a whole slide image: it holds DICOM files alone, and the largest of them counts as the image. */
export async function checkImageFolder(entry: Entry, type: ImageType): Promise<Checked> {
  const found = await namesIn(entry, mostFiles)
  if ('problem' in found) return { problems: [found.problem] }
  const problems: Problem[] = checkFormat(entry, 'wsidicom', type)
  if (found.names.length === 0) problems.push(problemAt(entry, 'the folder is empty', hint))
  let largest: ImageHeader | undefined
  for (const name of found.names) {
    const header = await readDicom(within(entry, name))
    if ('problem' in header) problems.push(header.problem)
    else if (!largest || header.size > largest.size) largest = header
  }
  const { dimensions, size = 0 } = largest ?? {}
  const value = `WSI-DICOM${inPixels(dimensions)}, ${found.names.length} files, the largest ${sizeInWords(size)}`
  if (problems.length > 0) return { value, problems }
  // Without formats the App Engine tries to decode what it is given as one file.
  const readable = type.formats.length === 0 ? undefined : dimensions
  return { value, problems: [...checkDimensions(entry, readable, type), ...checkSize(entry, size, type)] }
}

async function readDicom(entry: Entry): Promise<ImageHeader | { problem: Problem }> {
  const found = await look(entry)
  if (found.is === 'wrong') return found
  if (found.is !== 'file')
    return { problem: problemAt(entry, 'a whole slide image is a folder of files, with no folder in it', hint) }
  const header = await readImageHeader(entry)
  if ('problem' in header || header.format === 'dicom') return header
  return { problem: problemAt(entry, 'it is no DICOM file, and the others of the folder must be', hint) }
}
