import type { Socket } from 'node:net'
import { HttpProxyAgent } from 'http-proxy-agent'
import { proxyUnreachable } from './proxyError.js'

type Connect = Parameters<HttpProxyAgent<string>['connect']>

/** Requests of plain HTTP by way of a proxy (RFC 9112, section 3.2.2). That the proxy is not there is told of it, and not of the host behind it. */
export class PlainProxy extends HttpProxyAgent<string> {
  readonly #name: string

  constructor(proxy: URL) {
    super(proxy.href, { keepAlive: true })
    this.#name = proxy.host
  }

  override async connect(...args: Connect): Promise<Socket> {
    try {
      return await super.connect(...args)
    } catch (error) {
      throw proxyUnreachable(this.#name, error)
    }
  }
}
