import type { BuildTools } from '../../build/request.js'
import type { Digest } from '../../core/digest.js'
import type { SharedResults } from '../../export/sharedCache/writeCache.js'
import type { Image, Layer } from '../../oci/image.js'

/** Notes what a build takes and makes, for the caches that it fills. */
export class BuildNotes {
  readonly #runs = new Map<string, { readonly layer: Layer; readonly fresh: boolean }>()
  readonly #bases = new Map<Digest, Layer>()

  /** For `BuildTools.ran`. */
  readonly ran = (key: string, layer: Layer, fresh: boolean): void => {
    // A RUN of two stages is executed once, and found the second time.
    this.#runs.set(key, { layer, fresh: fresh || (this.#runs.get(key)?.fresh ?? false) })
  }

  /** The same pulling, with the layers of the images noted. */
  pulling(pull: BuildTools['pull']): BuildTools['pull'] {
    return async (reference, platform) => {
      const image = await pull(reference, platform)
      for (const layer of image.layers) this.#bases.set(layer.diffId, layer)
      return image
    }
  }

  /** What a cache is given: of all that was built, or of that alone which the images consist of. */
  results(images: readonly Image[], mode: 'min' | 'max', lost: ReadonlySet<Digest>): SharedResults {
    const parts = new Set(images.flatMap(({ layers }) => layers.map(({ diffId }) => diffId)))
    const wanted = ({ diffId }: Layer): boolean => mode === 'max' || parts.has(diffId)
    return {
      runs: new Map([...this.#runs].filter(([, { layer }]) => wanted(layer))),
      bases: [...this.#bases.values()].filter(wanted),
      lost,
    }
  }
}
