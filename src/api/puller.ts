import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import { once } from '../core/once.js'
import type { Platform } from '../core/platform.js'
import { parseReference } from '../oci/reference.js'
import type { RegistryClient } from '../registry/client.js'
import type { RegistryImage } from '../sources/registry.js'
import type { Store } from '../store/store.js'
import type { RegistryOptions } from './options.js'
import { registryClient } from './registryClient.js'

/** What images are pulled with. */
export interface PullerTools {
  readonly store: Store
  readonly env: Readonly<Record<string, string | undefined>>
  readonly emit: Emit
  readonly signal: AbortSignal
  /** No registry is asked. */
  readonly offline: boolean
}

/** Brings an image of a registry, by its reference as it is written, for a platform. Its layers come when they are needed. */
export type Pull = (reference: string, platform: Platform) => Promise<RegistryImage>

/** Pulls images from registries. What speaks HTTP is loaded when the first image is asked for; `close` ends its connections. */
export function registryPuller(
  options: RegistryOptions,
  { store, env, emit, signal, offline }: PullerTools,
): { readonly pull: Pull; readonly close: () => void } {
  let client: RegistryClient | undefined
  const loading = once(async () => {
    const { registryImage } = await import('../sources/registry.js')
    client = offline ? undefined : await registryClient(options, env)
    return registryImage
  })
  return {
    async pull(reference, platform) {
      const name = parseReference(reference)
      const registryImage = await loading()
      return registryImage(name, { platform, store, client, emit, signal })
    },
    close: () => client?.close(),
  }
}

/** What a build pulls by: the images alone. */
export function imagesOf(pull: Pull): BuildTools['pull'] {
  return async (reference, platform) => (await pull(reference, platform)).image
}
