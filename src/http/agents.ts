import type http from 'node:http'
import https from 'node:https'
import type { SecureContext } from 'node:tls'
import { memo } from '../core/memo.js'
import { once } from '../core/once.js'
import { namedAuthorities, type NamedAuthorities } from './authorities.js'
import { LargeReads } from './largeReads.js'
import { type FindCertificates, secureContext } from './certificates.js'
import { proxyFor } from './proxy.js'

/** Keeps connections open from one request to the next: one pool for each scheme and proxy, and for each host that has certificates. */
export class Agents {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #certificates: FindCertificates
  readonly #agents = new Map<string, Promise<http.Agent>>()
  readonly #named: () => Promise<NamedAuthorities>
  readonly #contexts = new Map<string, Promise<SecureContext | undefined>>()

  constructor(env: Readonly<Record<string, string | undefined>>, certificates: FindCertificates) {
    this.#env = env
    this.#certificates = certificates
    this.#named = once(() => namedAuthorities(env))
  }

  /**
   * The agent for a URL, through the proxy that the environment names for it. @param trust another host, whose authorities are trusted too
   * @throws OciPackError `usage` for an ill-formed proxy, `format` for certificates that are none, `io`
   */
  async agentFor(url: URL, trust: string | undefined): Promise<http.Agent> {
    const proxy = proxyFor(url, this.#env)
    const way = `${url.protocol} ${proxy?.href ?? ''}`
    if (url.protocol !== 'https:') return memo(this.#agents, way, () => plainAgent(proxy))
    const hosts = [...new Set([url.host, trust ?? url.host])]
    const context = await memo(this.#contexts, hosts.join(' '), async () =>
      secureContext(await Promise.all(hosts.map(this.#certificates)), await this.#named()),
    )
    return memo(this.#agents, context ? `${way} ${hosts.join(' ')}` : way, () => secureAgent(proxy, context))
  }

  /** Closes the connections that are open. */
  close(): void {
    // One that cannot be made is its caller's to tell of.
    for (const agent of this.#agents.values())
      agent.then(
        (made) => made.destroy(),
        () => undefined,
      )
    this.#agents.clear()
  }
}

const options = { keepAlive: true }

/** Few are behind a proxy: nobody else waits until its packages are loaded. */
async function plainAgent(proxy: URL | undefined): Promise<http.Agent> {
  if (!proxy) return new LargeReads(options)
  return new (await import('./plainProxy.js')).PlainProxy(proxy)
}

async function secureAgent(proxy: URL | undefined, context: SecureContext | undefined): Promise<http.Agent> {
  if (!proxy) return new https.Agent({ ...options, ...(context && { secureContext: context }) })
  return new (await import('./tunnel.js')).Tunnel(proxy, context)
}
