import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** A server of files on a free port of this machine, which answers as it is told and remembers what it was asked. */
export class FileServer {
  readonly seen: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = []
  readonly #answers = new Map<string, RequestListener>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.seen.push({ path, headers: request.headers })
      const answer = this.#answers.get(path) ?? ((_, none) => none.writeHead(404).end('there is none'))
      answer(request, response)
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  forget(): void {
    this.seen.length = 0
    this.#answers.clear()
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The address of a path. */
  url(path: string): string {
    return `http://${this.host}${path}`
  }

  /** Lets a path, as it stands in the request, be answered so. */
  answer(path: string, listener: RequestListener): void {
    this.#answers.set(path, listener)
  }

  /** Lets a path give these bytes. */
  give(path: string, bytes: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): void {
    this.answer(path, (_, response) =>
      response.writeHead(200, { 'content-length': Buffer.byteLength(bytes), ...headers }).end(bytes),
    )
  }
}

/** A server for the tests of the calling file; each begins with nothing in it. */
export function useFileServer(): FileServer {
  const server = new FileServer()
  beforeAll(() => server.start())
  afterAll(() => server.stop())
  beforeEach(() => server.forget())
  return server
}
