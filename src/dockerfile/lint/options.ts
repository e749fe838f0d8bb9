import { OciPackError } from '../../core/errors.js'

/** Which checks are done (Dockerfile reference, "check"), and what comes of them. */
export interface LintOptions {
  /** Rules that are not done; `all` is each that is not experimental. */
  readonly skip: 'all' | ReadonlySet<string>
  /** Experimental rules that are done. */
  readonly experimental: 'all' | ReadonlySet<string>
  /** Whether a build with findings fails. */
  readonly error: boolean
}

/** How many options are taken apart: what follows belongs to the last one. */
const most = 3

const hint = 'Write check=skip=RULE,RULE;error=true: the options are skip, experimental and error.'

/**
 * What `skip=Rule,Rule;experimental=Rule;error=true` asks for, in BuildKit's reading: any order, later ones replace earlier ones, `all`
 * for every rule. @throws OciPackError `dockerfile` on an unknown option or a bad value
 */
export function parseLintOptions(text: string): LintOptions {
  let options: LintOptions = { skip: new Set(), experimental: new Set(), error: false }
  if (text.trim() === '') return options
  const parts = text.trim().split(';')
  for (const part of [...parts.slice(0, most - 1), ...lastOf(parts)]) {
    const at = part.indexOf('=')
    const name = at < 0 ? undefined : part.slice(0, at).trim()
    const value = part.slice(at + 1).trim()
    if (name === 'skip') options = { ...options, skip: ruleSet(value) }
    else if (name === 'experimental') options = { ...options, experimental: ruleSet(value) }
    else if (name === 'error') options = { ...options, error: truth(value) }
    else {
      throw new OciPackError('dockerfile', `the check option ${JSON.stringify(part)} is not known`, {
        hint,
      })
    }
  }
  return options
}

/** Whether the options have a rule done. */
export function isDone({ skip, experimental }: LintOptions, name: string, isExperimental: boolean): boolean {
  if (isExperimental) return experimental === 'all' || experimental.has(name)
  return skip !== 'all' && !skip.has(name)
}

function lastOf(parts: readonly string[]): string[] {
  return parts.length < most ? [] : [parts.slice(most - 1).join(';')]
}

function ruleSet(value: string): 'all' | ReadonlySet<string> {
  return value === 'all' ? value : new Set(value.split(',').map((name) => name.trim()))
}

/** The words of Go's `strconv.ParseBool`. */
function truth(value: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false
  throw new OciPackError('dockerfile', `the check option error=${value} is neither true nor false`, { hint })
}
