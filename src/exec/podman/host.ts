import * as v from 'valibot'
import { OciPackError } from '../../core/errors.js'
import { formatPlatform, normalizePlatform, type Platform } from '../../core/platform.js'
import { check, parseJson } from '../../oci/manifest.js'
import { type Podman, outputOf } from './command.js'

/** What Podman is on this machine, by its own words. */
export interface PodmanHost {
  readonly version: string
  /** Podman runs on another machine, real or virtual, and sees no more of this one's files than that was given. */
  readonly remote: boolean
  /** Its root is an ordinary user. */
  readonly rootless: boolean
  /** Whether a container can have more than one user. */
  readonly manyIds: boolean
  /** A file name that tells which ids of this machine a container's are: threes of first id inside, first id outside, count. */
  readonly idsName: string
  /** How it keeps layers: `overlay`, `vfs` and others. */
  readonly storage: string
  readonly cgroups: string
  /** What control groups can limit there. */
  readonly controllers: readonly string[]
  /** Whose programs it executes: its own platform first. */
  readonly platforms: readonly string[]
}

const idMap = v.optional(v.array(v.object({ container_id: v.number(), host_id: v.number(), size: v.number() })), [])
const info = v.object({
  host: v.object({
    arch: v.string(),
    variant: v.optional(v.string(), ''),
    os: v.string(),
    cgroupVersion: v.optional(v.string(), ''),
    cgroupControllers: v.optional(v.nullable(v.array(v.string())), []),
    emulatedArchitectures: v.optional(v.array(v.string()), []),
    idMappings: v.optional(v.object({ uidmap: idMap, gidmap: idMap }), { uidmap: [], gidmap: [] }),
    security: v.object({ rootless: v.boolean() }),
    serviceIsRemote: v.optional(v.boolean(), false),
  }),
  store: v.object({ graphDriverName: v.string() }),
  version: v.object({ Version: v.string() }),
})

/** It has `rmi --no-prune`, the last to come of what it is asked for. */
const oldest = { major: 4, minor: 3 }

/** Asks Podman what it is. @throws OciPackError `executor` where it does not work or is too old */
export async function askHost(podman: Podman): Promise<PodmanHost> {
  const text = await outputOf(podman, 'podman does not work', ['info', '--format', 'json'])
  const { host, store, version } = check(info, parseJson(Buffer.from(text), 'podman info'), 'podman info')
  const [major = 0, minor = 0] = version.Version.split('.').map(Number)
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor))
    throw new OciPackError('executor', `Podman ${version.Version} is older than ${oldest.major}.${oldest.minor}`)
  const own: Platform = { os: host.os, architecture: host.arch, variant: host.variant }
  return {
    version: version.Version,
    remote: host.serviceIsRemote,
    rootless: host.security.rootless,
    manyIds: host.serviceIsRemote || !host.security.rootless || host.idMappings.uidmap.length > 1,
    idsName: host.serviceIsRemote ? 'remote' : idsName(host.idMappings),
    storage: store.graphDriverName,
    cgroups: host.cgroupVersion,
    controllers: host.cgroupControllers ?? [],
    platforms: [formatPlatform(normalizePlatform(own)), ...host.emulatedArchitectures],
  }
}

/** As those are called that make sandboxes without Podman: the same ids, the same name. */
function idsName({ uidmap, gidmap }: v.InferOutput<typeof info>['host']['idMappings']): string {
  const numbers = (map: typeof uidmap): string =>
    map.flatMap((row) => [row.container_id, row.host_id, row.size]).join('-')
  if (uidmap.length === 0) return 'root'
  if (uidmap.length > 1) return `range-${numbers(uidmap)}_${numbers(gidmap)}`
  return `single-${uidmap[0]?.host_id ?? 0}-${gidmap[0]?.host_id ?? 0}`
}
