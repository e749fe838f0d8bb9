import type { MadeStep } from '../../build/request.js'
import { formatPlatform } from '../../core/platform.js'
import type { Layer } from '../../oci/image.js'

/** What the instructions of a build made, each by its place. */
export class MadeSteps {
  readonly #steps = new Map<string, MadeStep>()

  /** For `BuildTools.made`. */
  readonly note = (step: MadeStep): Layer => {
    this.#steps.set(placeOf(step), step)
    return step.layer
  }

  /** What the same instruction made in this build. */
  like(step: MadeStep): MadeStep | undefined {
    return this.#steps.get(placeOf(step))
  }

  /** All of them in the order of the Dockerfile. */
  all(): MadeStep[] {
    return [...this.#steps.values()].sort(
      (a, b) => a.plan.index - b.plan.index || a.stage.layers.length - b.stage.layers.length,
    )
  }
}

/** A step is known by its stage and by how many layers are below what it made. */
function placeOf({ platform, plan, stage }: MadeStep): string {
  return `${formatPlatform(platform)} ${plan.index} ${stage.layers.length}`
}
