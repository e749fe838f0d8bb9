import type { Parameter, TaskDescriptor } from '../descriptor/descriptor.js'
import type { Problem, ValueReport } from './report.js'

/** How many items the arrays of a run have, by `inputs/NAME` and `outputs/NAME`. */
export type ItemCounts = ReadonlyMap<string, number>

/** The reports with what is wrong with the arrays of `kind` that must have as many items as others. Where a count is not known, nothing is said. */
export function withMatching(
  reports: readonly ValueReport[],
  kind: ValueReport['kind'],
  descriptor: TaskDescriptor,
  counts: ItemCounts,
): ValueReport[] {
  const side = `${kind}s/`
  const pairs = matchingPairs(descriptor).flatMap(([a, b]) =>
    a.startsWith(side) ? [[a, b] as const] : [[b, a] as const],
  )
  return reports.map((report) => {
    const found = pairs
      .filter(([mine]) => mine === side + report.name)
      .flatMap(([mine, other]) => checkPair(mine, other, counts))
    return found.length === 0 ? report : { ...report, ok: false, problems: [...report.problems, ...found] }
  })
}

function checkPair(mine: string, other: string, counts: ItemCounts): Problem[] {
  const [items, others] = [counts.get(mine), counts.get(other)]
  if (items === undefined || others === undefined || items === others) return []
  const message = `the array has ${items} items and ${other} has ${others}`
  return [{ message, hint: 'They must have as many, by the descriptor.' }]
}

/** The pairs of parameters that must match, each once. */
function matchingPairs({ inputs, outputs }: TaskDescriptor): (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>()
  const add = (side: string, { name, matching }: Parameter): void => {
    for (const other of matching) {
      const [a = '', b = ''] = [`${side}/${name}`, other].sort()
      pairs.set(`${a} ${b}`, [a, b])
    }
  }
  for (const input of inputs) add('inputs', input)
  for (const output of outputs) add('outputs', output)
  return [...pairs.values()]
}
