import { once } from '../core/once.js'
import type { RegistryClient, RegistryOptions as ClientOptions } from '../registry/client.js'
import type { RegistryOptions } from './options.js'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Who speaks to registries as the options, the environment and the settings of this host say. What speaks HTTP is loaded now. Must be closed.
 * @throws OciPackError `usage`, and `format` or `io` for settings that cannot be read
 */
export async function registryClient(options: RegistryOptions, env: Env): Promise<RegistryClient> {
  const { RegistryClient } = await import('../registry/client.js')
  return new RegistryClient(await registryOptions(options, env))
}

/** The same as values. What the options say comes first, then the environment's OCI_PACK_REGISTRY_MIRROR and OCI_PACK_INSECURE_REGISTRY, then this host's files. @throws as `registryClient` */
export async function registryOptions(
  { insecureHosts = [], mirrors = {}, authFile, certificates }: RegistryOptions,
  env: Env,
): Promise<ClientOptions> {
  const [
    { certificateFolders, hostsWithCertificates },
    { allSecure, parseMirror },
    { readHostSettings },
    { insecureHostsOf },
  ] = await Promise.all([
    import('../registry/certificates.js'),
    import('../registry/hosts.js'),
    import('../registry/settings/files.js'),
    import('../registry/settings/settings.js'),
  ])
  const settings = await readHostSettings(env)
  const insecure = [
    ...insecureHosts,
    ...wordsOf(env['OCI_PACK_INSECURE_REGISTRY']),
    ...insecureHostsOf(settings.registries),
    ...settings.insecureHosts,
    // Docker's daemon asks a mirror as its address says.
    ...settings.hubMirrors.flatMap((url) => (/^http:\/\//.test(url) ? [new URL(url).host] : [])),
  ]
  const given = Object.entries(mirrors).flatMap(([host, urls]) => urls.map((url) => `${host}=${url}`))
  const hub = settings.hubMirrors.map((url) => `docker.io=${url}`)
  const all = [...given, ...wordsOf(env['OCI_PACK_REGISTRY_MIRROR']), ...hub]
  return {
    env,
    mirrors: all.map((text) => parseMirror(text, insecure)),
    registries: settings.registries,
    insecureHosts: insecure,
    // Who keeps certificates for a host, this machine perhaps, means to speak TLS to it.
    secureHosts: certificates === undefined ? await hostsWithCertificates(certificateFolders(env)) : [allSecure],
    authFile,
    helpers: settings.helpers,
    certificates,
  }
}

/** What a variable lists, with spaces or commas between. */
function wordsOf(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
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
