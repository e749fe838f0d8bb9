import { hexOf } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'
import { formatPlatform, type Platform } from '../../core/platform.js'
import type { Image, Layer } from '../../oci/image.js'
import { newImage } from '../../oci/mutate.js'
import type { Podman } from './command.js'
import type { Exchange } from './exchange.js'

/** What marks everything that we make in a Podman; its value is the maker's temporary name. */
export const label = 'oci-pack'

/** Removes images, and none that they were made from. */
export async function removeImages(podman: Podman, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await podman(['rmi', '--force', '--no-prune', ...ids])
}

/** The images that one build has in Podman. They are the build's own, whatever else has the same layers, and go with it. */
export class Images {
  readonly #podman: Podman
  readonly #exchange: Exchange
  /** The value of the images' label. */
  readonly maker: string
  readonly #loaded = new Map<string, { readonly id: string; readonly loading: Promise<void> }>()

  constructor(podman: Podman, exchange: Exchange, maker: string) {
    this.#podman = podman
    this.#exchange = exchange
    this.maker = maker
  }

  /** The id of an image of these layers. @throws OciPackError `executor`, `aborted`, `io` */
  async load(layers: readonly Layer[], platform: Platform, signal: AbortSignal): Promise<string> {
    const key = JSON.stringify([formatPlatform(platform), layers.map(({ diffId }) => diffId)])
    let image = this.#loaded.get(key)
    if (!image) {
      const made = this.#imageOf(layers, platform)
      image = { id: hexOf(sha256(made.configBytes)), loading: this.#exchange.load(made, signal) }
      this.#loaded.set(key, image)
    }
    await image.loading
    return image.id
  }

  /** Takes all of them away again. */
  async remove(): Promise<void> {
    const images = [...this.#loaded.values()]
    this.#loaded.clear()
    await Promise.allSettled(images.map(({ loading }) => loading))
    await removeImages(
      this.#podman,
      images.map(({ id }) => id),
    )
  }

  #imageOf(layers: readonly Layer[], { os, architecture, variant }: Platform): Image {
    const config = {
      os,
      architecture,
      ...(variant ? { variant } : {}),
      created: new Date().toISOString(),
      config: { Labels: { [label]: this.maker } },
    }
    return newImage({ config, layers })
  }
}
