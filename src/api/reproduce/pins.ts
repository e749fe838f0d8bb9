import type { MadeStep } from '../../build/request.js'
import { formatPlatform, platformOf } from '../../core/platform.js'
import type { Image, Layer } from '../../oci/image.js'
import type { LayerPair } from './reportOf.js'

/** Lets a build go on with the layers of a given image, wherever it comes to the same step on the same layers. */
export class Pins {
  readonly #given: Image
  /** What was made in place of a layer that was taken from the given image. */
  readonly #steps = new Map<Layer, MadeStep>()

  constructor(given: Image) {
    this.#given = given
  }

  /** For `BuildTools.made`. */
  readonly made = (step: MadeStep): Layer => {
    const kept = this.#sameStep(step) ?? step.layer
    // Steps of several stages may be one and the same.
    if (!this.#steps.has(kept)) this.#steps.set(kept, step)
    return kept
  }

  /** The given image's layer of the same place, where all below it are the same and its history names the same instruction. */
  #sameStep({ stage }: MadeStep): Layer | undefined {
    const { layers, config } = this.#given
    const at = stage.layers.length - 1
    if (stage.layers.slice(0, at).some(({ diffId }, i) => diffId !== layers[i]?.diffId)) return undefined
    const makers = (config.history ?? []).filter((entry) => !entry.empty_layer)
    return makers[at]?.created_by === stage.history.at(-1)?.created_by ? layers[at] : undefined
  }

  /** The given image's layers, and those of an image that was built by `made`. */
  pairs(built: Image): LayerPair[] {
    const { layers } = this.#given
    const platform = formatPlatform(platformOf(built.config))
    let follows = false
    return built.layers.flatMap((kept, i): LayerPair[] => {
      const first = layers[i]
      const step = this.#steps.get(kept)
      if (!first) return []
      const pair = { platform, step, first, second: step?.layer ?? kept, follows }
      follows ||= first.diffId !== kept.diffId
      return [pair]
    })
  }
}
