import type { BuildTools } from '../build/request.js'
import type { Emit } from '../core/events.js'
import { once } from '../core/once.js'
import { parseReference } from '../oci/reference.js'
import type { Store } from '../store/store.js'
import type { RegistryOptions } from './options.js'

interface PullerTools {
  readonly store: Store
  readonly env: Readonly<Record<string, string | undefined>>
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Pulls images from registries. What speaks HTTP is loaded when the first image is asked for. */
export function registryPuller(
  options: RegistryOptions,
  { store, env, emit, signal }: PullerTools,
): BuildTools['pull'] {
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
    return { client: new RegistryClient({ env, mirrors: parsed, insecureHosts }), registryImage }
  })
  return async (reference, platform) => {
    const name = parseReference(reference)
    const { client, registryImage } = await loading()
    return (await registryImage(name, { platform, store, client, emit, signal })).image
  }
}
