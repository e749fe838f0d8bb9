import { OciPackError } from '../core/errors.js'
import { isLoopback } from '../http/loopback.js'

/** A place that serves the distribution API. */
export interface Endpoint {
  /** `https://registry-1.docker.io`, without a path. */
  readonly origin: string
  /** What credentials are kept for: `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly host: string
  /** What the endpoint puts before the names of repositories: empty, or a path that ends in `/`. */
  readonly prefix: string
}

/** A registry to ask in place of another. */
export interface Mirror {
  /** The registry that it stands for: `docker.io`. */
  readonly of: string
  readonly endpoint: Endpoint
}

/** Whether a host may be spoken to without TLS: this machine, and those that the user lists, with their port or by name alone. */
export function allowsPlainHttp(host: string, insecureHosts: readonly string[]): boolean {
  return isLoopback(host) || insecureHosts.includes(host) || insecureHosts.includes(host.replace(/:\d+$/, ''))
}

/** Where a registry is reached: its mirrors in the order given, then itself. */
export function resolveHost(host: string, mirrors: readonly Mirror[], insecureHosts: readonly string[]): Endpoint[] {
  const own = host === 'docker.io' ? 'registry-1.docker.io' : host
  const origin = `${allowsPlainHttp(own, insecureHosts) ? 'http' : 'https'}://${own}`
  return [
    ...mirrors.filter((mirror) => mirror.of === host).map((mirror) => mirror.endpoint),
    { origin, host, prefix: '' },
  ]
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
      hint: 'Credentials belong into ~/.docker/config.json, by docker login or podman login.',
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
