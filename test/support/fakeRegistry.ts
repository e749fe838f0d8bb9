import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Digest } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { FakeUploads } from './fakeUploads.js'

/** One request as it came. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly range: string | undefined
  /** The bytes that a chunk says to be. */
  readonly contentRange: string | undefined
  /** What was sent, where it is small. */
  readonly body: string
  /** Bytes that were sent. */
  readonly size: number
}

/** Bytes of a body that are remembered. */
const maxRemembered = 64 * 1024

/** Answers a request in the registry's place; `serve` answers as the registry would. */
export type Act = (request: IncomingMessage, response: ServerResponse, serve: () => void) => void

interface Fault {
  readonly path: RegExp
  readonly act: Act
  left: number
}

/** A registry in memory, on a free port of this machine, that misbehaves as it is told. It serves what lies in its maps. */
export class FakeRegistry {
  readonly blobs = new Map<string, Uint8Array>()
  /** By `REPOSITORY/TAG` and `REPOSITORY/DIGEST`. */
  readonly manifests = new Map<string, { mediaType: string; bytes: Uint8Array }>()
  readonly seen: Seen[] = []
  /** Whether an Authorization header may pass; undefined lets everybody in. */
  authorize: ((authorization: string | undefined) => boolean) | undefined
  /** The WWW-Authenticate header of a 401. */
  challenge = ''
  supportsRanges = true
  /** What it does with what is pushed to it. */
  readonly uploads = new FakeUploads(this)
  readonly #faults: Fault[] = []
  readonly #earlyFaults: (Fault & { readonly method: string })[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FakeRegistry> {
    const server = createServer((request, response) => void registry.#serve(request, response))
    const registry = new FakeRegistry(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return registry
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** Lets `act` answer the next `times` requests to a path. */
  next(path: RegExp, act: Act, times = 1): void {
    this.#faults.push({ path, act, left: times })
  }

  /** Lets `act` answer the next `times` requests to a path by a method, before their bodies are read. */
  nextEarly(method: string, path: RegExp, act: Act, times = 1): void {
    this.#earlyFaults.push({ method, path, act, left: times })
  }

  addBlob(bytes: Uint8Array): Digest {
    const digest = sha256(bytes)
    this.blobs.set(digest, bytes)
    return digest
  }

  /** Keeps a manifest under its digest, and under a tag if one is given. */
  addManifest(
    repository: string,
    manifest: { mediaType: string },
    tag?: string,
  ): { digest: Digest; size: number; mediaType: string } {
    const bytes = Buffer.from(JSON.stringify(manifest))
    const digest = sha256(bytes)
    for (const name of [digest, ...(tag === undefined ? [] : [tag])]) {
      this.manifests.set(`${repository}/${name}`, { mediaType: manifest.mediaType, bytes })
    }
    return { digest, size: bytes.length, mediaType: manifest.mediaType }
  }

  /** The paths that were asked for, with their methods. */
  get asked(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path}`)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request
    const early = this.#earlyFaults.find((one) => one.left > 0 && one.method === method && one.path.test(path))
    if (early) {
      this.#note(request, Buffer.alloc(0))
      early.left -= 1
      early.act(request, response, () => undefined)
      return
    }
    const chunks: Buffer[] = []
    try {
      for await (const bytes of request) chunks.push(bytes as Buffer)
    } catch {
      return // The line was cut.
    }
    const body = Buffer.concat(chunks)
    this.#note(request, body)
    const fault = this.#faults.find(({ path: pattern, left }) => left > 0 && pattern.test(path))
    const serve = (): void => {
      if (!this.#refuses(request, response) && !this.uploads.serve(request, body, response))
        this.#answer(path, request.headers.range, response)
    }
    if (!fault) {
      serve()
      return
    }
    fault.left -= 1
    fault.act(request, response, serve)
  }

  #note(request: IncomingMessage, body: Buffer): void {
    const { authorization, range } = request.headers
    this.seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      authorization,
      range,
      contentRange: request.headers['content-range'],
      body: body.length > maxRemembered ? '' : body.toString(),
      size: body.length,
    })
  }

  /** Refuses who may not pass. */
  #refuses({ headers: { authorization } }: IncomingMessage, response: ServerResponse): boolean {
    if (!this.authorize || this.authorize(authorization)) return false
    response.setHeader('WWW-Authenticate', this.challenge)
    sayError(response, 401, 'UNAUTHORIZED', 'authentication required')
    return true
  }

  #answer(path: string, range: string | undefined, response: ServerResponse): void {
    const [, manifestName, manifestTarget] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(path) ?? []
    const manifest = this.manifests.get(`${manifestName}/${manifestTarget}`)
    if (manifest) {
      response
        .setHeader('Content-Length', manifest.bytes.length)
        .setHeader('Content-Type', manifest.mediaType)
        .setHeader('Docker-Content-Digest', sha256(manifest.bytes))
      response.end(manifest.bytes)
      return
    }
    const [, repository = '', digest = ''] = /^\/v2\/(.+)\/blobs\/([^/]+)$/.exec(path) ?? []
    const blob = this.blobs.get(digest)
    if (!blob || !this.uploads.has(repository, digest))
      return sayError(
        response,
        404,
        manifestName === undefined ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN',
        'no such thing here',
      )
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    if (from === 0 || !this.supportsRanges) {
      response.setHeader('Content-Length', blob.length).end(blob)
      return
    }
    response.writeHead(206, {
      'Content-Range': `bytes ${from}-${blob.length - 1}/${blob.length}`,
      'Content-Length': blob.length - from,
    })
    response.end(blob.subarray(from))
  }
}

/** An error document as registries send it (OCI distribution-spec, "Error Codes"). */
export function sayError(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ errors: [{ code, message }] }))
}

/** Sends the head of a whole answer and some of its bytes, then cuts the line. */
export function cutAfter(blob: Uint8Array, bytes: number): Act {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Length': blob.length })
    response.write(blob.subarray(0, bytes), () => setImmediate(() => response.destroy()))
  }
}

/** Ends an answer early, as if it were whole. */
export function truncateAfter(blob: Uint8Array, bytes: number): Act {
  return (_request, response) => void response.writeHead(200).end(blob.subarray(0, bytes))
}

export function redirectTo(address: (path: string) => string, status = 307): Act {
  return (request, response) => void response.writeHead(status, { Location: address(request.url ?? '') }).end()
}
