import { OciPackError } from '../core/errors.js'
import type { Reference } from '../oci/reference.js'
import { type Endpoint, type Mirror, originOf, resolveHost } from './hosts.js'
import { matchOf, type RegistrySettings, settingsFor } from './settings/settings.js'

/** What says where registries are reached. */
export interface Directory {
  readonly mirrors: readonly Mirror[]
  readonly insecureHosts: readonly string[]
  readonly secureHosts: readonly string[]
  readonly registries: readonly RegistrySettings[]
}

/** What is asked for: of a repository, by its digest or by its tag; by neither where all of it is meant. */
export type Asked = Pick<Reference, 'host' | 'repository' | 'digest' | 'tag'>

/**
 * Where a repository is read from: the mirrors that the user gave for its registry, those of the settings, the place that these give for the
 * registry. @throws OciPackError `registry` where the settings block it
 */
export function placesOf(asked: Asked, directory: Directory): Endpoint[] {
  const { host, repository, digest, tag } = asked
  const { mirrors, insecureHosts, secureHosts, registries } = directory
  const settings = settingsFor(`${host}/${repository}`, registries)
  const all = resolveHost(host, mirrors, insecureHosts, secureHosts)
  if (!settings) return all
  refuseBlocked(asked, registries)
  const serving = settings.mirrors.filter(
    ({ serves }) =>
      serves === 'all' ||
      (digest === undefined ? serves === 'tag-only' && tag !== undefined : serves === 'digest-only'),
  )
  const at = (location: string): Endpoint => moved(asked, settings.prefix, location, directory)
  return [
    ...all.slice(0, -1),
    ...serving.map(({ location }) => at(location)),
    ...(settings.location === '' ? all.slice(-1) : [at(settings.location)]),
  ]
}

/** @throws OciPackError `registry` where the settings block a repository */
export function refuseBlocked(
  { host, repository }: Pick<Reference, 'host' | 'repository'>,
  registries: readonly RegistrySettings[],
): void {
  const settings = settingsFor(`${host}/${repository}`, registries)
  if (!settings?.blocked) return
  throw new OciPackError(
    'registry',
    `${host}/${repository} may not be asked for: ${settings.file} blocks ${settings.prefix}`,
    { hint: `Take another registry, or change ${settings.file}.` },
  )
}

/** The endpoint of a repository whose name begins with a location in place of a prefix (containers-registries.conf(5), "Remapping and mirroring registries"). */
function moved(
  { host, repository }: Asked,
  prefix: string,
  location: string,
  { insecureHosts, secureHosts }: Directory,
): Endpoint {
  const [, before = ''] = /^[^/]*\/?(.*)$/.exec(matchOf(`${host}/${repository}`, prefix) ?? host) ?? []
  const [, to = '', path = ''] = /^([^/]*)\/?(.*)$/.exec(location) ?? []
  const isWhole = before === repository
  return {
    origin: originOf(to, insecureHosts, secureHosts),
    host: to,
    prefix: path === '' || isWhole ? path : `${path}/`,
    ...(before === '' ? {} : { stripped: isWhole ? before : `${before}/` }),
  }
}
