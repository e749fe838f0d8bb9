import type { Dockerfile } from '../../instruction.js'
import type { Report } from '../report.js'

const reserved = ['context', 'scratch']

/** DuplicateStageName, ReservedStageName. */
export function checkStageNames({ instructions }: Dockerfile, report: Report): void {
  const seen = new Set<string>()
  for (const from of instructions) {
    if (from.kind !== 'from' || from.name === undefined) continue
    const { name, location } = from
    if (reserved.includes(name)) {
      report('ReservedStageName', location, `A stage is called ${name}, which has a meaning of its own`, 'Rename it.')
    }
    if (seen.has(name))
      report('DuplicateStageName', location, `More than one stage is called ${name}`, 'Give each a name of its own.')
    seen.add(name)
  }
}
