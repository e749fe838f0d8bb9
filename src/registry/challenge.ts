/** One way to authenticate that a server offers (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Parameters by their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

const token = String.raw`[!#$%&'*+\-.^_\x60|~0-9A-Za-z]+`
const parameter = new RegExp(String.raw`[\s,]*(${token})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|(${token}))`, 'y')
const scheme = new RegExp(String.raw`[\s,]*(${token})(?:[ \t]+[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$)))?`, 'y')

/** The challenges of a WWW-Authenticate header; what cannot be read ends the list. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let parameters = new Map<string, string>()
  for (let at = 0; at < header.length;) {
    parameter.lastIndex = scheme.lastIndex = at
    const asParameter = challenges.length > 0 ? parameter.exec(header) : null
    if (asParameter) {
      const [, name = '', quoted, plain] = asParameter
      parameters.set(name.toLowerCase(), plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
      at = parameter.lastIndex
      continue
    }
    const asScheme = scheme.exec(header)
    if (!asScheme) break
    parameters = new Map()
    challenges.push({ scheme: (asScheme[1] ?? '').toLowerCase(), parameters })
    at = scheme.lastIndex
  }
  return challenges
}
