import { imageCheck, taskCheck } from '../explore/checks.js'
import type { ExploreData } from '../explore/data.js'
import type { FoundImage, ImageOptions } from './images/withImage.js'
import { check } from './task/check.js'
import { descriptorIn } from './task/descriptorFile.js'
import { folderBeside, isFile } from './task/taskPlace.js'
import { verify } from './verify/verify.js'

/** What `verify` and, where an image is a Task's, `check` say of it. @throws OciPackError */
export async function exploreChecks(
  found: FoundImage,
  options: ImageOptions,
): Promise<Pick<ExploreData, 'checks' | 'readers'>> {
  const { findings, readers } = await verify(found.place, options)
  const ofImage = imageCheck(findings, [])
  if (!(await isTask(found))) return { checks: [ofImage], readers }
  const report = await check({ ...options, path: found.place })
  return { checks: [ofImage, taskCheck(report.findings, report.notes)], readers }
}

/** A bundle is a Task's, and so is an archive with a descriptor beside it. */
async function isTask({ kind, place }: FoundImage): Promise<boolean> {
  if (kind === 'bundle') return true
  return kind === 'archive' && (await isFile(place)) && (await descriptorIn(folderBeside(place))) !== undefined
}
