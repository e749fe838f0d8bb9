import http from 'node:http'
import https from 'node:https'
import { proxyFor } from './proxy.js'

/** Keeps connections open from one request to the next: one pool for each scheme and proxy. */
export class Agents {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #agents = new Map<string, http.Agent>()

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env
  }

  /** The agent for a URL, through the proxy that the environment names for it. @throws OciPackError `usage` for an ill-formed proxy */
  async agentFor(url: URL): Promise<http.Agent> {
    const proxy = proxyFor(url, this.#env)
    const key = `${url.protocol} ${proxy?.href ?? ''}`
    const known = this.#agents.get(key)
    if (known) return known
    const agent = proxy ? await proxyAgent(url.protocol, proxy) : plainAgent(url.protocol)
    // Another request may have been faster.
    const kept = this.#agents.get(key) ?? agent
    this.#agents.set(key, kept)
    return kept
  }

  /** Closes the connections that are open. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
    this.#agents.clear()
  }
}

const options = { keepAlive: true }

function plainAgent(protocol: string): http.Agent {
  return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
}

/** Few are behind a proxy: nobody else waits until its packages are loaded. */
async function proxyAgent(protocol: string, proxy: URL): Promise<http.Agent> {
  if (protocol !== 'https:') return new (await import('http-proxy-agent')).HttpProxyAgent(proxy, options)
  return new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, options)
}
