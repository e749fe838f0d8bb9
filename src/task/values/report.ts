import type { ParameterType } from '../descriptor/descriptor.js'

/** One thing that is wrong with a value: a sentence without its full stop, and what to do about it. */
export interface Problem {
  readonly message: string
  readonly hint: string
  /** The file or folder that is meant, from the folder of inputs or outputs on: `points/3`. */
  readonly path?: string
}

/** What a check of a value tells. */
export interface Checked {
  /** The value as it is shown to people, where there is one. */
  readonly value?: string | undefined
  /** How many items an array has. */
  readonly items?: number | undefined
  readonly problems: readonly Problem[]
}

/** A parameter's value in a run: what it is, and what is wrong with it. The same on every machine and with whatever ran the Task. */
export interface ValueReport {
  readonly name: string
  /** The type in words, such as `array of integer`; `unknown` for what the descriptor does not name. */
  readonly type: string
  readonly kind: 'input' | 'output'
  readonly ok: boolean
  /** The value in at most 80 characters; of an image its format, width, height and size; of an array how many items it has. */
  readonly value?: string
  /** How many items an array has. */
  readonly items?: number
  readonly problems: readonly Problem[]
}

/** More problems of one value than this help nobody. */
const mostProblems = 20

/** The report on a parameter, from what its check tells. */
export function reportOn(
  kind: ValueReport['kind'],
  name: string,
  type: ParameterType | undefined,
  { value, items, problems }: Checked,
): ValueReport {
  const rest = problems.length - mostProblems
  return {
    name,
    type: type ? typeInWords(type) : 'unknown',
    kind,
    ok: problems.length === 0,
    ...(value !== undefined && { value }),
    ...(items !== undefined && { items }),
    problems: rest > 0 ? [...problems.slice(0, mostProblems), moreProblems(rest)] : problems,
  }
}

function moreProblems(rest: number): Problem {
  return { message: `and ${rest} more problems`, hint: 'Mend those above: then these are told.' }
}

/** How many items each array among these values has. */
export function itemCounts(reports: readonly ValueReport[]): Map<string, number> {
  return new Map(reports.flatMap(({ name, items }) => (items === undefined ? [] : [[name, items] as const])))
}

/** A type as people say it: `array of integer`. */
export function typeInWords(type: ParameterType): string {
  return type.id === 'array' ? `array of ${typeInWords(type.subtype)}` : type.id
}
