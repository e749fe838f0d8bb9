import { OciPackError } from '../../../core/errors.js'
import { readCentralDirectory } from '../../bundle/zip/centralDirectory.js'
import type { ZipEntry } from '../../bundle/zip/entry.js'
import type { OpenZip } from '../../bundle/zip/source.js'
import { walkZip } from '../../bundle/zip/walk.js'
import { zipFile } from '../../bundle/zip/zipFile.js'
import { type Entry, problemAt, withFile } from '../entry.js'
import type { Problem } from '../report.js'
import { quoted } from '../shown.js'
import { formatOf, signatureLength } from './format.js'

const hint = 'Make the zip anew, of the DICOM files alone: zip -j.'

/** What is wrong with a zip as a whole slide image: it holds DICOM files alone. The App Engine unpacks what it takes. */
export async function checkSlideZip(entry: Entry): Promise<Problem[]> {
  const found = await withFile(entry, async (file, size) => ({ problems: await problemsIn(zipFile(file, '', size)) }))
  return 'problem' in found ? [found.problem] : found.problems.map((message) => problemAt(entry, message, hint))
}

async function problemsIn(zip: OpenZip): Promise<string[]> {
  const problems: string[] = []
  try {
    for await (const { entry } of walkZip(zip, await readCentralDirectory(zip))) {
      const problem = await problemOf(entry)
      if (problem !== undefined) problems.push(`its entry ${quoted(entry.header.name)} ${problem}`)
    }
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    return [...problems, 'the zip is damaged']
  }
  return problems
}

async function problemOf(entry: ZipEntry): Promise<string | undefined> {
  const { name } = entry.header
  if (name.endsWith('/')) return 'is a folder, which the App Engine does not take in such a zip'
  if (name.startsWith('/') || name.split(/[/\\]/).includes('..'))
    return 'leads out of the folder that it is unpacked to'
  if (entry.fault) return 'cannot be read'
  return formatOf(await startOf(entry)) === 'dicom' ? undefined : 'is no DICOM file'
}

async function startOf(entry: ZipEntry): Promise<Uint8Array> {
  let start = Buffer.alloc(0)
  for await (const chunk of entry.body()) {
    start = Buffer.concat([start, chunk.subarray(0, signatureLength)])
    if (start.byteLength >= signatureLength) break
  }
  return start.subarray(0, signatureLength)
}
