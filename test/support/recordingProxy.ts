import { createServer, type IncomingMessage, request as ask, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Passes all on to a server of this machine, and notes what was asked. */
export class RecordingProxy {
  /** `METHOD PATH` each, in the order in which they came. */
  readonly asked: string[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param before is waited for before a request is passed on */
  static async start(
    target: string,
    before: (asked: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<RecordingProxy> {
    const server = createServer((request, response) => {
      const asked = `${request.method ?? ''} ${request.url ?? ''}`
      proxy.asked.push(asked)
      void before(asked).then(() => pass(request, response, target))
    })
    const proxy = new RecordingProxy(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

/** The Host header stays: a registry names addresses by it. */
function pass(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, url, headers } = request
  const passed = ask(`http://${target}${url ?? ''}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  passed.on('error', () => response.destroy())
  request.pipe(passed)
}
