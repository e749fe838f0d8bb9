import { formatPlatform, platformOf } from '../core/platform.js'
import { imageCheck, taskCheck } from '../explore/checks.js'
import type { Check, ExploreData } from '../explore/data.js'
import type { FoundImage, ImageOptions } from './images/withImage.js'
import { check } from './task/check.js'
import { descriptorIn } from './task/descriptorFile.js'
import { folderBeside, isFile } from './task/taskPlace.js'
import { verified } from './verify/verify.js'

/** An image, and what is said of it. */
interface Checked extends Pick<ExploreData, 'checks' | 'readers'> {
  readonly found: FoundImage
}

/** What `verify` and, where they are a Task's, `check` say of images that were found together: all is read once for all of them. @throws OciPackError */
export async function exploreChecks(
  found: readonly [FoundImage, ...FoundImage[]],
  options: ImageOptions,
): Promise<Checked[]> {
  const [first, ...others] = found
  const resultOf = await verified(first.place, options)
  const ofTask = (await isTask(first)) ? [await checkTask(first.place, options)] : []
  return found.map((one) => {
    const { findings, readers } = resultOf(others.length > 0 ? choiceOf(one) : options)
    return { found: one, checks: [imageCheck(findings, []), ...ofTask], readers }
  })
}

async function checkTask(path: string, options: ImageOptions): Promise<Check> {
  const { findings, notes } = await check({ ...options, path })
  return taskCheck(findings, notes)
}

/** What chooses an image among the others of its archive. */
function choiceOf({ names: [name], image }: FoundImage): Pick<ImageOptions, 'name' | 'platform'> {
  return { ...(name === undefined ? {} : { name }), platform: formatPlatform(platformOf(image.config)) }
}

/** A bundle is a Task's, and so is an archive with a descriptor beside it. */
async function isTask({ kind, place }: FoundImage): Promise<boolean> {
  if (kind === 'bundle') return true
  return kind === 'archive' && (await isFile(place)) && (await descriptorIn(folderBeside(place))) !== undefined
}
