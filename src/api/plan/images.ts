import type { OpenConfig } from '../../build/survey/survey.js'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { formatPlatform, type Platform } from '../../core/platform.js'
import type { Pull } from '../puller.js'

/** What became known of an image. */
export interface Known {
  readonly digest?: Digest
  /** Why it cannot be had. */
  readonly problem?: string
}

/** What became known of the images that a plan looked at. */
export class KnownImages {
  readonly #known = new Map<string, Known>()

  of(reference: string, platform: Platform): Known {
    return this.#known.get(keyOf(reference, platform)) ?? {}
  }

  /** Pulls, and notes what each reference means. */
  digests(pull: Pull): Pull {
    return async (reference, platform) => {
      const image = await pull(reference, platform)
      this.#known.set(keyOf(reference, platform), { digest: image.named })
      return image
    }
  }

  /** Opens what can be opened, and notes why the rest cannot. */
  problems(open: OpenConfig): OpenConfig {
    return async (reference, platform) => {
      try {
        return await open(reference, platform)
      } catch (error) {
        if (!(error instanceof OciPackError) || error.code === 'aborted') throw error
        this.#known.set(keyOf(reference, platform), { problem: error.message })
        return undefined
      }
    }
  }
}

function keyOf(reference: string, platform: Platform): string {
  return `${reference} ${formatPlatform(platform)}`
}
