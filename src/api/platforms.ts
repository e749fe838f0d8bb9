import { OciPackError } from '../core/errors.js'
import { defaultPlatform, formatPlatform, parsePlatform, type Platform } from '../core/platform.js'
import type { BuildOptions } from './options.js'

/** A platform that is built for. */
export interface WantedPlatform {
  readonly platform: Platform
  /** Whether it was asked for: if not, the image is for what its base is for. */
  readonly platformGiven: boolean
}

type Given = Pick<BuildOptions, 'platform' | 'platforms'>

/** The platforms that are built for, each once, in the order in which they were given. @throws OciPackError `usage` */
export function platformsOf({ platform, platforms = [] }: Given): readonly WantedPlatform[] {
  if (platform !== undefined && platforms.length > 0)
    throw new OciPackError('usage', 'both platform and platforms say what is built for', {
      hint: 'Leave one of them out.',
    })
  const given = (platform === undefined ? platforms : [platform]).map(parsePlatform)
  if (given.length === 0) return [{ platform: defaultPlatform, platformGiven: false }]
  const each = new Map(given.map((parsed) => [formatPlatform(parsed), parsed]))
  return [...each.values()].map((parsed) => ({ platform: parsed, platformGiven: true }))
}

/** The platform that is built for. @param what is for one alone, as a sentence begins: `a Task` @throws OciPackError `usage` where there are several */
export function onePlatform(given: Given, what: string): WantedPlatform {
  const [first, ...more] = platformsOf(given)
  if (first && more.length === 0) return first
  throw new OciPackError('usage', `${what} is for one platform, and several are named`, {
    hint: 'Do it once for each: --platform linux/amd64.',
  })
}
