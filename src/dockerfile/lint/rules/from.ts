import { OciPackError } from '../../../core/errors.js'
import { parsePlatform, type Platform } from '../../../core/platform.js'
import { parseReference } from '../../../oci/reference.js'
import type { Dockerfile, From } from '../../instruction.js'
import { globalArguments, type PlanRequest } from '../../plan.js'
import { isPredefined } from '../../predefined.js'
import { suggest } from '../../suggest.js'
import { expandWord } from '../../words.js'
import type { Report } from '../report.js'

/**
 * UndefinedArgInFrom, RedundantTargetPlatform, FromPlatformFlagConstDisallowed. @throws OciPackError `dockerfile` on a
 * bad substitution and on what is no platform
 */
export function checkFromArguments(dockerfile: Dockerfile, request: PlanRequest, report: Report): void {
  const args = globalArguments(dockerfile, request)
  const declared = new Set([...args.keys(), ...globalNames(dockerfile)])
  for (const from of fromsOf(dockerfile)) {
    const image = expanded(from, from.image, args, dockerfile)
    reportUndeclared(from, image.unset, declared, report)
    if (from.platform === undefined) continue
    const platform = expanded(from, from.platform, args, dockerfile)
    reportUndeclared(from, platform.unset, declared, report)
    checkPlatform(from, platform, args.get('TARGETPLATFORM'), report)
  }
}

/** InvalidDefaultArgInFrom: the image that FROM means where no argument is given. Where one cannot be expanded, those after it are not looked at. */
export function checkDefaultArguments(dockerfile: Dockerfile, request: PlanRequest, report: Report): void {
  const buildArgs = new Map([...request.buildArgs].filter(([name]) => isPredefined(name)))
  try {
    const args = globalArguments(dockerfile, { ...request, buildArgs })
    for (const from of fromsOf(dockerfile)) {
      const { text } = expanded(from, from.image, args, dockerfile)
      if (isReference(text)) continue
      const shown = text === '' ? 'nothing' : JSON.stringify(text)
      report(
        'InvalidDefaultArgInFrom',
        from.location,
        `Where no argument is given, ${from.image} is ${shown}, which names no image`,
        'Give the ARG a default that makes a name.',
      )
    }
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
  }
}

interface Expanded {
  readonly text: string
  readonly found: ReadonlySet<string>
  readonly unset: ReadonlySet<string>
}

function expanded(from: From, word: string, args: ReadonlyMap<string, string>, { directives }: Dockerfile): Expanded {
  const found = new Set<string>()
  const unset = new Set<string>()
  const lookup = (name: string): string | undefined => {
    const value = args.get(name)
    ;(value === undefined ? unset : found).add(name)
    return value
  }
  try {
    return { text: expandWord(word, lookup, directives), found, unset }
  } catch (error) {
    throw error instanceof OciPackError ? error.at(from.location) : error
  }
}

function reportUndeclared(
  { location }: From,
  unset: ReadonlySet<string>,
  declared: ReadonlySet<string>,
  report: Report,
): void {
  for (const name of unset) {
    if (declared.has(name)) continue
    const near = suggest(name, declared)
    const hint = near === undefined ? `Declare it above the first FROM: ARG ${name}=DEFAULT.` : `Did you mean ${near}?`
    report('UndefinedArgInFrom', location, `No ARG above the first FROM declares ${name}`, hint)
  }
}

function checkPlatform(from: From, { text, found, unset }: Expanded, target: string | undefined, report: Report): void {
  const { location, name = '' } = from
  if (unset.size === 0 && found.size === 1 && found.has('TARGETPLATFORM') && text === target) {
    report(
      'RedundantTargetPlatform',
      location,
      `--platform=${from.platform ?? ''} is what FROM takes anyway`,
      'Leave it out.',
    )
  }
  if (text === '') return
  const platform = readPlatform(text, from)
  const constant = found.size + unset.size === 0
  if (!constant || name.includes(platform.os) || name.includes(platform.architecture)) return
  report(
    'FromPlatformFlagConstDisallowed',
    location,
    `--platform=${text} makes the image for one platform, whatever is asked for`,
    'Leave it out, take it from an ARG, or name the platform in the name of the stage.',
  )
}

/** @throws OciPackError `dockerfile` on what is no platform */
function readPlatform(text: string, { location }: From): Platform {
  try {
    return parsePlatform(text)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ code: 'dockerfile', location })
  }
}

function isReference(text: string): boolean {
  try {
    parseReference(text)
    return true
  } catch (error) {
    if (error instanceof OciPackError) return false
    throw error
  }
}

function fromsOf({ instructions }: Dockerfile): From[] {
  return instructions.flatMap((instruction) => (instruction.kind === 'from' ? [instruction] : []))
}

/** The names of the ARGs before the first FROM, with a value or without. */
function globalNames({ instructions }: Dockerfile): string[] {
  const first = instructions.findIndex(({ kind }) => kind === 'from')
  return instructions.slice(0, first).flatMap((one) => (one.kind === 'arg' ? one.args.map(({ name }) => name) : []))
}
