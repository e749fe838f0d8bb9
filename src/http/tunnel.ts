import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { proxyRefused, proxyUnreachable } from './proxyError.js'

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1]

/**
 * Connections by TLS through an HTTP proxy (CONNECT: RFC 9110, section 9.3.6). What the proxy answers in place of a tunnel is its refusal and
 * nothing else: taken for the host's own answer, it could send our credentials, or us, to whom it likes.
 */
export class Tunnel extends HttpsProxyAgent<string> {
  readonly #context: SecureContext | undefined
  readonly #name: string

  /** @param context for the host at the other end, never for the proxy */
  constructor(proxy: URL, context: SecureContext | undefined) {
    super(proxy.href, { keepAlive: true })
    this.#context = context
    this.#name = proxy.host
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    let status: number | undefined
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => (status = statusCode))
    let socket: Socket
    try {
      socket = await super.connect(request, {
        ...options,
        ...(this.#context && { secureContext: this.#context }),
      })
    } catch (error) {
      throw proxyUnreachable(this.#name, error)
    }
    if (status === 200) return socket
    socket.destroy()
    throw proxyRefused(this.#name, status)
  }
}
