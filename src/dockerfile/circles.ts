import { OciPackError } from '../core/errors.js'
import type { Instruction } from './instruction.js'
import { instructionSources } from './sources.js'

/** A stage as far as it takes files from others. */
interface Taking {
  readonly index: number
  readonly name?: string
  readonly instructions: readonly Instruction[]
}

/**
 * Refuses stages that take files from each other in a circle, whether they are to be built or not, as BuildKit does.
 * @throws OciPackError `dockerfile` with the instruction that closes the circle
 */
export function refuseCircles(stages: readonly Taking[]): void {
  const open = new Set<number>()
  const done = new Set<number>()
  const visit = (stage: Taking): void => {
    open.add(stage.index)
    for (const instruction of stage.instructions) {
      for (const [from, source] of instructionSources(stages, instruction)) {
        const taken = source.kind === 'stage' ? stages[source.index] : undefined
        if (taken === undefined || done.has(taken.index)) continue
        if (open.has(taken.index)) {
          throw new OciPackError('dockerfile', `the stage ${from} depends on itself`, {
            location: instruction.location,
            hint: 'A stage takes files from stages above it.',
          })
        }
        visit(taken)
      }
    }
    open.delete(stage.index)
    done.add(stage.index)
  }
  for (const stage of stages) if (!done.has(stage.index)) visit(stage)
}
