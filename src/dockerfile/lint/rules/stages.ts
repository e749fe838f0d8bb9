import { formatPlatform, type Platform } from '../../../core/platform.js'
import type { Word } from '../../instruction.js'
import type { StagePlan } from '../../plan.js'
import type { Report } from '../report.js'

/** WorkdirRelativePath, of the first WORKDIR of a stage and those it is made from. */
export function checkWorkdir({ location }: Word, path: string, report: Report): void {
  if (path.startsWith('/')) return
  const message = `WORKDIR ${path} lies wherever the working directory of the base image is`
  report('WorkdirRelativePath', location, message, 'Write it from the root, with a / at its start.')
}

/** InvalidBaseImagePlatform. Variants are not looked at. */
export function checkBasePlatform(
  { base, location }: StagePlan,
  actual: Platform,
  asked: Platform,
  report: Report,
): void {
  if (base.kind !== 'image' || (actual.os === asked.os && actual.architecture === asked.architecture)) return
  report(
    'InvalidBaseImagePlatform',
    location,
    `${base.reference} is for ${formatPlatform(actual)}, not for ${formatPlatform(asked)}`,
    'Take a tag or a digest that has this platform.',
  )
}
