import { once } from '../core/once.js'
import type { RegistryClient } from '../registry/client.js'
import type { RegistryOptions } from './options.js'

/** Who speaks to registries as the options and the environment say. What speaks HTTP is loaded now. Must be closed. @throws OciPackError `usage` */
export async function registryClient(
  { insecureHosts = [], mirrors = {} }: RegistryOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryClient> {
  const [{ RegistryClient }, { parseMirror }] = await Promise.all([
    import('../registry/client.js'),
    import('../registry/hosts.js'),
  ])
  const parsed = Object.entries(mirrors).flatMap(([host, urls]) =>
    urls.map((url) => parseMirror(`${host}=${url}`, insecureHosts)),
  )
  return new RegistryClient({ env, mirrors: parsed, insecureHosts })
}

/** The same, made when it is first asked for; `close` ends the connections of one that was made. */
export function lazyRegistryClient(...how: Parameters<typeof registryClient>): {
  readonly client: () => Promise<RegistryClient>
  readonly close: () => void
} {
  let made: RegistryClient | undefined
  const client = once(async () => (made = await registryClient(...how)))
  return { client, close: () => made?.close() }
}
