import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** One request as it came to a proxy. */
export interface Proxied {
  /** `CONNECT HOST:PORT`, or `GET http://...`. */
  readonly line: string
  readonly proxyAuthorization: string | undefined
  readonly authorization: string | undefined
}

/** An HTTP proxy on a free port of this machine: tunnels (CONNECT), and requests of plain HTTP. */
export class ConnectProxy {
  readonly seen: Proxied[] = []
  /** The Proxy-Authorization that lets in; undefined lets everybody in. */
  wanted: string | undefined
  /** Where the names lead that are asked for: `HOST:PORT` -> `127.0.0.1:PORT`. */
  readonly places = new Map<string, string>()
  /** What a CONNECT gets in place of a tunnel. */
  refusal: string | undefined
  readonly #server: Server
  readonly #sockets = new Set<Duplex>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<ConnectProxy> {
    const server = createServer((incoming, response) => proxy.#pass(incoming, response))
    const proxy = new ConnectProxy(server)
    server.on('connect', (incoming: IncomingMessage, socket: Duplex) => proxy.#tunnel(incoming, socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #note({ method, url, headers }: IncomingMessage): boolean {
    const { authorization, 'proxy-authorization': proxyAuthorization } = headers
    this.seen.push({ line: `${method} ${url}`, proxyAuthorization, authorization })
    return this.wanted === undefined || proxyAuthorization === this.wanted
  }

  #pass(incoming: IncomingMessage, response: ServerResponse): void {
    const url = new URL(incoming.url ?? '')
    if (!this.#note(incoming)) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end()
      return
    }
    const { host, port } = this.#placeOf(url.host)
    const outgoing = request({
      host,
      port,
      path: url.pathname + url.search,
      method: incoming.method,
      headers: incoming.headers,
    })
    outgoing.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)))
    outgoing.on('error', () => response.writeHead(502).end())
    incoming.pipe(outgoing)
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex): void {
    this.#keep(socket)
    const mayPass = this.#note(incoming)
    if (this.refusal !== undefined) return void socket.end(this.refusal)
    if (!mayPass) return void socket.end('HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n')
    const onward: Socket = connect(this.#placeOf(incoming.url ?? ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    this.#keep(onward)
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket))
  }

  #placeOf(name: string): { host: string; port: number } {
    const [host = '', port = '80'] = (this.places.get(name) ?? name).split(':')
    return { host, port: Number(port) }
  }
}
