import { integrityCheck, taskCheck } from '../explore/checks.js'
import type { Check } from '../explore/data.js'
import type { FoundImage, ImageOptions } from './images/withImage.js'
import { check } from './task/check.js'
import { descriptorIn } from './task/descriptorFile.js'
import { folderBeside, isFile } from './task/taskPlace.js'
import { errorsOfImage } from './verify/verifyImage.js'

/** What an image is judged by: its own word, and, where it is a Task's, the App Engine's rules. @throws OciPackError */
export async function exploreChecks(found: FoundImage, options: ImageOptions): Promise<Check[]> {
  const errors = await errorsOfImage(found, options.signal)
  const told = errors.map(({ layer, message }) => (layer ? `layer ${layer.number}: ${message}` : message))
  const integrity = integrityCheck(told)
  if (!(await isTask(found))) return [integrity]
  const { findings, notes } = await check({ ...options, path: found.place })
  return [integrity, taskCheck(findings, notes)]
}

/** A bundle is a Task's, and so is an archive with a descriptor beside it. */
async function isTask({ kind, place }: FoundImage): Promise<boolean> {
  if (kind === 'bundle') return true
  return kind === 'archive' && (await isFile(place)) && (await descriptorIn(folderBeside(place))) !== undefined
}
