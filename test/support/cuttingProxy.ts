import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Stands before a server, and cuts lines: the next ones after so many bytes from the client each, then none. */
export class CuttingProxy {
  /** Lines that were cut. */
  cut = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(port: number, cuts: readonly number[]): Promise<CuttingProxy> {
    const left = [...cuts]
    const server = createServer((client) => proxy.#serve(client, port, left))
    const proxy = new CuttingProxy(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(client: Socket, port: number, left: number[]): void {
    const server = connect(port, '127.0.0.1')
    const both = [client, server]
    for (const socket of both) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        for (const one of both) one.destroy()
      })
    }
    server.pipe(client)
    let passed = 0
    client.on('data', (bytes: Buffer) => {
      passed += bytes.length
      const [most = Infinity] = left
      if (passed > most) {
        left.shift()
        this.cut++
        client.destroy()
      } else if (!server.write(bytes)) {
        client.pause()
        server.once('drain', () => client.resume())
      }
    })
  }
}
