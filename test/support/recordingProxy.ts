import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'

/** Stands before an HTTP server of this machine, hands all on, and notes what was asked for. */
export class RecordingProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** `METHOD /path` each, without the query. */
  readonly requests: string[]
  readonly #server: Server

  private constructor(host: string, server: Server, requests: string[]) {
    this.host = host
    this.#server = server
    this.requests = requests
  }

  /** @param target `127.0.0.1:PORT` */
  static async start(target: string): Promise<RecordingProxy> {
    const requests: string[] = []
    const server = createServer((asked, answer) => {
      requests.push(`${asked.method ?? ''} ${(asked.url ?? '').replace(/\?.*/, '')}`)
      // The host stays that of the proxy, which the target names in its answers.
      const onward = request(`http://${target}${asked.url ?? ''}`, { method: asked.method, headers: asked.headers })
      onward.on('response', (found) => {
        answer.writeHead(found.statusCode ?? 500, found.headers)
        found.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      asked.pipe(onward)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new RecordingProxy(`127.0.0.1:${address.port}`, server, requests)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
