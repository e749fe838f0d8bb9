/** What a host's settings say of the registries below a prefix. */
export interface RegistrySettings {
  /** The file that says so. */
  readonly file: string
  /** `HOST[:PORT][/PATH]` or `*.DOMAIN`. */
  readonly prefix: string
  /** What takes the prefix's place: `HOST[:PORT][/PATH]`; empty where nothing does, as may be for a wildcard. */
  readonly location: string
  /** Whether plain HTTP will do. */
  readonly insecure: boolean
  /** Whether it may not be spoken to at all. */
  readonly blocked: boolean
  /** Asked in this order, before the location. */
  readonly mirrors: readonly MirrorSettings[]
}

/** The name by which settings of helpers mean the files (containers-registries.conf(5), "credential-helpers"). */
export const filesHelper = 'containers-auth.json'

/** What settings say of who keeps credentials. */
export interface HelperSettings {
  /** The file that says so. */
  readonly file: string
  /** Suffixes of programs (`docker-credential-SUFFIX`) in the order in which they are asked, and `filesHelper` for the files. */
  readonly names: readonly string[]
}

/** A mirror as settings have it. */
export interface MirrorSettings {
  /** What takes the prefix's place: `HOST[:PORT][/PATH]`. */
  readonly location: string
  readonly insecure: boolean
  /** Which references it is asked for. */
  readonly serves: 'all' | 'digest-only' | 'tag-only'
}

/** The settings of a name, `HOST[:PORT]/REPOSITORY`: those with the longest prefix; of two alike, the later. */
export function settingsFor(name: string, all: readonly RegistrySettings[]): RegistrySettings | undefined {
  let best: RegistrySettings | undefined
  for (const settings of all) {
    if (matchOf(name, settings.prefix) === undefined) continue
    if (!best || settings.prefix.length >= best.prefix.length) best = settings
  }
  return best
}

/** The part at the beginning of a name that a prefix matches; undefined where it does not. */
export function matchOf(name: string, prefix: string): string | undefined {
  if (!prefix.startsWith('*.')) return name === prefix || name.startsWith(`${prefix}/`) ? prefix : undefined
  const host = name.split('/', 1)[0] ?? ''
  return host.replace(/:\d+$/, '').endsWith(prefix.slice(1)) ? host : undefined
}

/** Hosts that may be spoken to without TLS by what settings say, as `allowsPlainHttp` takes them. */
export function insecureHostsOf(all: readonly RegistrySettings[]): string[] {
  const hostOf = (place: string): string => place.split('/', 1)[0] ?? ''
  return all.flatMap(({ prefix, location, insecure, mirrors }) => [
    ...(insecure ? [hostOf(location || prefix)] : []),
    ...mirrors.flatMap((mirror) => (mirror.insecure ? [hostOf(mirror.location)] : [])),
  ])
}
