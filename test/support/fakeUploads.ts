import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256 } from '../../src/core/hash.js'
import { type Act, type FakeRegistry, sayError } from './fakeRegistry.js'

/** What a fake registry does with what is pushed to it: uploads, mounts, manifests, as it is told to. */
export class FakeUploads {
  /** Whether PATCH and PUT with a body are taken, and mounts granted. */
  takesChunks = true
  takesWhole = true
  takesMounts = true
  /** Bytes that a request may have; more are refused by 413. */
  largest = Infinity
  /** The header OCI-Chunk-Min-Length. */
  minChunk: number | undefined
  /** What the address of an upload begins with. */
  base = ''
  /** Whether an upload is lost where its chunk was cut, as with Distribution. */
  losesCut = false
  /** The blobs of each repository, as `REPOSITORY DIGEST`; without it, each repository has all. */
  held: Set<string> | undefined
  readonly #registry: FakeRegistry
  readonly #begun = new Map<string, Buffer>()
  #count = 0

  constructor(registry: FakeRegistry) {
    this.#registry = registry
  }

  /** Uploads that are neither ended nor given up. */
  get open(): number {
    return this.#begun.size
  }

  has(repository: string, digest: string): boolean {
    return this.held ? this.held.has(`${repository} ${digest}`) : true
  }

  /** Answers a request that pushes something; false where it does not. */
  serve({ method = '', url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(url, 'http://x')
    const [, repository = '', id] = /^\/v2\/(.+)\/blobs\/uploads\/(\w*)$/.exec(pathname) ?? []
    if (id === undefined)
      return method === 'PUT' && this.#takeManifest(pathname, headers['content-type'], body, response)
    if (body.length > this.largest) sayError(response, 413, 'SIZE_INVALID', 'too much')
    else if (id === '') this.#begin(repository, searchParams, response)
    else if (!this.#begun.has(id)) sayError(response, 404, 'BLOB_UPLOAD_UNKNOWN', 'no such upload')
    else if (method === 'PATCH') this.#take(repository, id, headers['content-range'], body, response)
    else if (method === 'PUT') this.#end(repository, id, searchParams.get('digest') ?? '', body, response)
    else if (method === 'DELETE') {
      this.#begun.delete(id)
      response.writeHead(204).end()
    } else this.#tell(repository, id, 204, response)
    return true
  }

  /** Takes so many bytes of a chunk, then cuts the line. */
  cutAfter(bytes: number): Act {
    return (request) => {
      const id = /\/uploads\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''
      let kept = this.#begun.get(id) ?? Buffer.alloc(0)
      const most = kept.length + bytes
      request.on('data', (data: Buffer) => {
        kept = Buffer.concat([kept, data]).subarray(0, most)
        if (kept.length < most) return
        if (this.losesCut) this.#begun.delete(id)
        else this.#begun.set(id, kept)
        request.socket.destroy()
      })
      request.on('error', () => undefined)
    }
  }

  #begin(repository: string, query: URLSearchParams, response: ServerResponse): void {
    const digest = query.get('mount')
    if (digest !== null && this.takesMounts && this.held?.has(`${query.get('from') ?? ''} ${digest}`)) {
      this.held.add(`${repository} ${digest}`)
      response.writeHead(201, { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest }).end()
      return
    }
    const id = `upload${++this.#count}`
    this.#begun.set(id, Buffer.alloc(0))
    if (this.minChunk !== undefined) response.setHeader('OCI-Chunk-Min-Length', this.minChunk)
    this.#tell(repository, id, 202, response)
  }

  #take(repository: string, id: string, range: string | undefined, body: Buffer, response: ServerResponse): void {
    if (!this.takesChunks) {
      sayError(response, 405, 'UNSUPPORTED', 'no chunks')
      return
    }
    const kept = this.#begun.get(id) ?? Buffer.alloc(0)
    if (range !== `${kept.length}-${kept.length + body.length - 1}`) {
      sayError(response, 416, 'RANGE_INVALID', `there are ${kept.length} bytes`)
      return
    }
    this.#begun.set(id, Buffer.concat([kept, body]))
    this.#tell(repository, id, 202, response)
  }

  #end(repository: string, id: string, digest: string, body: Buffer, response: ServerResponse): void {
    const whole = Buffer.concat([this.#begun.get(id) ?? Buffer.alloc(0), body])
    if (body.length > 0 && !this.takesWhole) sayError(response, 405, 'UNSUPPORTED', 'chunks only')
    else if (sha256(whole) !== digest) sayError(response, 400, 'DIGEST_INVALID', 'another digest')
    else {
      this.#begun.delete(id)
      this.#registry.blobs.set(digest, whole)
      this.held?.add(`${repository} ${digest}`)
      response.writeHead(201, { Location: `/v2/${repository}/blobs/${digest}` }).end()
    }
  }

  /** Tells how far an upload is, and where it goes on: the address is another one each time. */
  #tell(repository: string, id: string, status: number, response: ServerResponse): void {
    const size = this.#begun.get(id)?.length ?? 0
    response.writeHead(status, {
      Location: `${this.base}/v2/${repository}/blobs/uploads/${id}?state=${++this.#count}`,
      Range: `0-${Math.max(0, size - 1)}`,
    })
    response.end()
  }

  #takeManifest(path: string, mediaType: string | undefined, body: Buffer, response: ServerResponse): boolean {
    const [, repository, name] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(path) ?? []
    if (repository === undefined || name === undefined) return false
    const digest = sha256(body)
    for (const key of new Set([name, digest]))
      this.#registry.manifests.set(`${repository}/${key}`, { mediaType: mediaType ?? '', bytes: body })
    response.writeHead(201, { 'Docker-Content-Digest': digest }).end()
    return true
  }
}
