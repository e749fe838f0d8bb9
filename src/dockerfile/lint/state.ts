import { initialVariables, type Variables } from '../variables.js'
import type { LintBase } from './request.js'
import type { LastOnes } from './rules/commands.js'

/** A stage as far as it has been looked at. */
export interface LintState {
  readonly variables: Variables
  /** Whether the variables of the base are known, so that a missing one is missing. */
  readonly known: boolean
  readonly shell: boolean
  readonly workdir: boolean
  readonly last: LastOnes
}

/** The stage that begins with an image; one that is not known may define any variable. */
export function stateOfImage(base: LintBase | undefined): LintState {
  return {
    variables: initialVariables(base?.env ?? []),
    known: base !== undefined,
    shell: base?.shell ?? false,
    workdir: false,
    last: {},
  }
}

/** The stage that goes on from another one's end. */
export function stateOfStage(parent: LintState): LintState {
  return { ...parent, last: {} }
}
