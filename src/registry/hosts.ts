import { OciPackError } from '../core/errors.js'
import { isLoopback } from '../http/loopback.js'
import { inRange } from '../http/range.js'

/** A place that serves the distribution API. */
export interface Endpoint {
  /** `https://registry-1.docker.io`, without a path. */
  readonly origin: string
  /** What credentials are kept for: `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly host: string
  /** What the endpoint puts before the names of repositories: empty, or a path that ends in `/`. */
  readonly prefix: string
  /** What it takes off their beginning before that. */
  readonly stripped?: string
}

/** The name that an endpoint has a repository by. */
export function nameAt({ prefix, stripped = '' }: Endpoint, repository: string): string {
  return prefix + (repository.startsWith(stripped) ? repository.slice(stripped.length) : repository)
}

/** A registry to ask in place of another. */
export interface Mirror {
  /** The registry that it stands for: `docker.io`. */
  readonly of: string
  readonly endpoint: Endpoint
}

/**
 * Whether a host may be spoken to without TLS: this machine, and those that are listed, with their port or by name alone; as `*.DOMAIN`, and
 * addresses as a range of them, `10.0.0.0/8`.
 */
export function allowsPlainHttp(host: string, insecureHosts: readonly string[]): boolean {
  return isLoopback(host) || isListed(host, insecureHosts)
}

function isListed(host: string, insecureHosts: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '')
  return insecureHosts.some((listed) => {
    if (listed.includes('/')) return inRange(name.replace(/^\[|\]$/g, ''), listed)
    return listed === host || listed === name || (listed.startsWith('*.') && name.endsWith(listed.slice(1)))
  })
}

/** Where a registry is reached: its mirrors in the order given, then itself. */
export function resolveHost(
  host: string,
  mirrors: readonly Mirror[],
  insecureHosts: readonly string[],
  secureHosts: readonly string[] = [],
): Endpoint[] {
  return [
    ...mirrors.filter((mirror) => mirror.of === host).map((mirror) => mirror.endpoint),
    { origin: originOf(host, insecureHosts, secureHosts), host, prefix: '' },
  ]
}

/** Stands among hosts that speak TLS for all of this machine, but for those that are listed as insecure. */
export const allSecure = '*'

/** Where a registry itself is reached: by TLS, unless it need not be, and is none of those that are known to speak it. */
export function originOf(host: string, insecureHosts: readonly string[], secureHosts: readonly string[] = []): string {
  const own = host === 'docker.io' ? 'registry-1.docker.io' : host
  const isSecure = secureHosts.includes(own) || (secureHosts.includes(allSecure) && !isListed(own, insecureHosts))
  return `${allowsPlainHttp(own, insecureHosts) && !isSecure ? 'http' : 'https'}://${own}`
}

/** Reads `HOST=URL`, such as `docker.io=http://127.0.0.1:5000` or `docker.io=https://proxy.example/hub`. @throws OciPackError `usage` */
export function parseMirror(text: string, insecureHosts: readonly string[]): Mirror {
  const [, of = '', address = ''] = /^([^=/]+)=(https?:\/\/.+)$/.exec(text) ?? []
  if (!URL.canParse(address)) {
    throw new OciPackError('usage', `registry mirror ${JSON.stringify(text)} is not HOST=URL`, {
      hint: 'Write it like docker.io=https://mirror.example or docker.io=http://127.0.0.1:5000.',
    })
  }
  const url = new URL(address)
  if (url.username || url.password || url.search || url.hash) {
    throw new OciPackError('usage', `the registry mirror of ${of} has more than a host and a path`, {
      hint: 'Credentials belong into ~/.docker/config.json, by oci-pack login.',
    })
  }
  if (url.protocol === 'http:' && !allowsPlainHttp(url.host, insecureHosts)) {
    throw new OciPackError('usage', `the registry mirror ${address} would be reached without TLS`, {
      hint: `Use https, or allow it with --insecure-registry ${url.host}.`,
    })
  }
  const path = url.pathname.replace(/^\/+|\/+$/g, '')
  return { of, endpoint: { origin: url.origin, host: url.host, prefix: path === '' ? '' : `${path}/` } }
}
