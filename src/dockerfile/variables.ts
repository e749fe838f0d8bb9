import type { Arg } from './instruction.js'
import { expandWord, type Lookup } from './words.js'

/**
 * The variables of a stage at one of its instructions, a value. ENV and ARG write into the same place, and the later one wins: an ARG
 * with a value hides an ENV of its name from words and from RUN, though the image keeps the ENV.
 */
export interface Variables {
  /** What words and RUN see, by name, in the order in which each was set last: that of a RUN's environment. */
  readonly values: ReadonlyMap<string, string>
  /** The names that ARG has declared, in the order of their first ARG, with the value of the last. */
  readonly args: ReadonlyMap<string, string | undefined>
}

/** What ARG needs to know of the build. */
export interface ArgScope {
  readonly buildArgs: ReadonlyMap<string, string>
  /** See `Plan.globalArgs`. */
  readonly globalArgs: ReadonlyMap<string, string>
  readonly escape: '\\' | '`'
  readonly onUndefined?: (name: string) => void
}

/**
 * What a stage starts with. FROM an image: its ENV. FROM a stage: that stage's variables at its end, ARG's too, under its image's ENV.
 * `imageEnv` holds `NAME=value`.
 */
export function initialVariables(imageEnv: readonly string[], parent?: Variables): Variables {
  const values = new Map(parent?.values)
  for (const pair of imageEnv) {
    const at = pair.indexOf('=')
    values.set(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1))
  }
  return { values, args: new Map(parent?.args) }
}

/** How words look variables up. */
export function lookupIn(variables: Variables): Lookup {
  return (name) => variables.values.get(name)
}

/** After ENV has set a variable. */
export function withEnv(variables: Variables, name: string, value: string): Variables {
  const values = new Map(variables.values)
  setLast(values, name, value)
  return { ...variables, values }
}

/** What these arguments say is between the Dockerfile and BuildKit: no word and no RUN sees it. */
const ofTheBuilder: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE'])

/** What an ARG instruction declares, and what history shows of it: see `argHistory`. */
export interface DeclaredArg {
  readonly name: string
  readonly value: string | undefined
}

/**
 * After an ARG instruction. Each argument's value is the build's, else its default, which sees the ones before it, else that of the
 * global ARG or predefined argument of its name, else none; then a value from FROM or ENV stays. The default of an argument that the
 * build gives is not looked at. @throws OciPackError `dockerfile` on a bad default
 */
export function declareArgs(
  variables: Variables,
  instruction: Arg,
  scope: ArgScope,
): { variables: Variables; declared: DeclaredArg[] } {
  const values = new Map(variables.values)
  const args = new Map(variables.args)
  const lookup = (name: string) => values.get(name)
  const declared = instruction.args.map(({ name, value: written }) => {
    const value =
      scope.buildArgs.get(name) ??
      (written === undefined ? scope.globalArgs.get(name) : expandWord(written, lookup, scope))
    args.set(name, value)
    if (value !== undefined && !ofTheBuilder.has(name)) setLast(values, name, value)
    return { name, value }
  })
  return { variables: { values, args }, declared }
}

/** The arguments that a RUN's history shows, in the order of their declaration, with what RUN sees. */
export function runArgs({ values, args }: Variables): [string, string][] {
  return [...args].map(([name, value]) => [name, values.get(name) ?? value ?? ''])
}

/** Sets a variable, whose place is then the last. */
function setLast(values: Map<string, string>, name: string, value: string): void {
  values.delete(name)
  values.set(name, value)
}
