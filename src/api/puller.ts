import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import { once } from '../core/once.js'
import type { Platform } from '../core/platform.js'
import { parseReference } from '../oci/reference.js'
import type { RegistryImage } from '../sources/registry.js'
import type { Store } from '../store/store.js'
import type { RegistryOptions } from './options.js'

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

/** Pulls images from registries. What speaks HTTP is loaded when the first image is asked for. */
export function registryPuller(options: RegistryOptions, { store, env, emit, signal, offline }: PullerTools): Pull {
  const loading = once(async () => {
    const [{ RegistryClient }, { parseMirror }, { registryImage }] = await Promise.all([
      import('../registry/client.js'),
      import('../registry/hosts.js'),
      import('../sources/registry.js'),
    ])
    const { insecureHosts = [], mirrors = {} } = options
    const parsed = Object.entries(mirrors).flatMap(([host, urls]) =>
      urls.map((url) => parseMirror(`${host}=${url}`, insecureHosts)),
    )
    const client = offline ? undefined : new RegistryClient({ env, mirrors: parsed, insecureHosts })
    return { client, registryImage }
  })
  return async (reference, platform) => {
    const name = parseReference(reference)
    const { client, registryImage } = await loading()
    return registryImage(name, { platform, store, client, emit, signal })
  }
}

/** What a build pulls by: the images alone. */
export function imagesOf(pull: Pull): BuildTools['pull'] {
  return async (reference, platform) => (await pull(reference, platform)).image
}
