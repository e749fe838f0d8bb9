import http from 'node:http'
import https from 'node:https'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { proxyFor } from './proxy.js'

/** Keeps connections open from one request to the next: one pool for each scheme and proxy. */
export class Agents {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #agents = new Map<string, http.Agent>()

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env
  }

  /** The agent for a URL, through the proxy that the environment names for it. @throws OciPackError `usage` for an ill-formed proxy */
  agentFor(url: URL): http.Agent {
    const proxy = proxyFor(url, this.#env)
    const key = `${url.protocol} ${proxy?.href ?? ''}`
    let agent = this.#agents.get(key)
    if (!agent) this.#agents.set(key, (agent = newAgent(url.protocol, proxy)))
    return agent
  }

  /** Closes the connections that are open. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
    this.#agents.clear()
  }
}

function newAgent(protocol: string, proxy: URL | undefined): http.Agent {
  const options = { keepAlive: true }
  if (proxy) return protocol === 'https:' ? new HttpsProxyAgent(proxy, options) : new HttpProxyAgent(proxy, options)
  return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
}
