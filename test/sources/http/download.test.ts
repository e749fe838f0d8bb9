import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Digest } from '../../../src/core/digest.js'
import type { Event } from '../../../src/core/events.js'
import { sha256 } from '../../../src/core/hash.js'
import { Transport } from '../../../src/http/transport.js'
import { type Download, download } from '../../../src/sources/http/download.js'
import { httpPeer } from '../../../src/sources/http/peer.js'
import { Store } from '../../../src/store/store.js'
import { useFileServer } from '../../support/fileServer.js'
import { temporaryFolder } from '../../support/folder.js'

const server = useFileServer()
const folder = temporaryFolder()
const file = randomBytes(3_000_000)
const etag = '"one"'
const lastModified = 'Wed, 02 Jan 2019 03:04:05 GMT'

let store: Store
let transport: Transport
let events: Event[]
beforeEach(async () => {
  store = await Store.open(join(folder, 'store'))
  transport = new Transport({ env: {}, peer: httpPeer, stallTimeout: 500 })
  events = []
})
afterEach(async () => {
  transport.close()
  await store.close()
  rmSync(store.dir, { recursive: true })
})

function fetch(path: string, expected?: Digest, signal?: AbortSignal): Promise<Download> {
  const backoff = { attempts: 3, first: 1, longest: 1 }
  const emit = (event: Event): void => void events.push(event)
  return download(server.url(path), expected, { store, transport, backoff, emit, ...(signal && { signal }) })
}

/** Nothing but whole blobs is left. */
function leftovers(): string[] {
  return readdirSync(join(store.dir, 'ingest'))
}

describe('a file', () => {
  test('lies in the store by its digest', async () => {
    server.give('/a', file, { 'last-modified': lastModified })
    const got = await fetch('/a')
    expect(got).toMatchObject({ digest: sha256(file), size: file.length, lastModified: 1546398245 })
    expect(readFileSync(got.path).equals(file)).toBe(true)
    expect(events.at(-1)).toMatchObject({ type: 'progress', done: file.length, total: file.length })
    expect(leftovers()).toEqual([])
  })

  test.each([
    ['an empty one', '', {}],
    ['one with no time', 'x', {}],
    ['one with a time that is none', 'x', { 'last-modified': 'yesterday' }],
  ])('%s', async (_, bytes, headers) => {
    server.give('/a', bytes, headers)
    expect(await fetch('/a')).toMatchObject({ digest: sha256(bytes), size: bytes.length, lastModified: undefined })
  })

  test('packed with gzip for the way is unpacked, with another name for it is not, as Docker does', async () => {
    server.give('/gzip', gzipSync('hello'), { 'content-encoding': 'gzip' })
    server.give('/x-gzip', gzipSync('hello'), { 'content-encoding': 'x-gzip' })
    expect((await fetch('/gzip')).digest).toBe(sha256('hello'))
    expect((await fetch('/x-gzip')).digest).toBe(sha256(gzipSync('hello')))
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity')
  })
})

describe('a file that is in the store', () => {
  const unlessSame =
    (bytes: Uint8Array | string, headers: Readonly<Record<string, string>>): RequestListener =>
    ({ headers: asked }, response) => {
      const same =
        (asked['if-none-match'] !== undefined && asked['if-none-match'] === headers['etag']) ||
        (asked['if-modified-since'] !== undefined && asked['if-modified-since'] === headers['last-modified'])
      response.writeHead(same ? 304 : 200, headers).end(same ? undefined : bytes)
    }

  test.each([
    ['by its ETag', { etag }],
    ['by a time that is well past', { 'last-modified': lastModified }],
  ])('is not sent again, %s', async (_, headers) => {
    let sent = 0
    const serve = unlessSame(file, headers)
    server.answer('/a', (request, response) => {
      response.on('finish', () => (sent += response.statusCode === 200 ? 1 : 0))
      serve(request, response)
    })
    const first = await fetch('/a')
    expect(await fetch('/a')).toEqual(first)
    expect(server.seen).toHaveLength(2)
    expect(sent).toBe(1)
  })

  test('is sent again when it has another ETag', async () => {
    server.answer('/a', unlessSame('one', { etag }))
    await fetch('/a')
    server.answer('/a', unlessSame('two', { etag: '"two"' }))
    expect((await fetch('/a')).digest).toBe(sha256('two'))
  })

  test.each([
    ['a weak ETag', { etag: 'W/"one"', 'last-modified': lastModified }],
    ['a time of just now', { 'last-modified': new Date().toUTCString() }],
    ['nothing', {}],
  ])('is not taken for the same by %s', async (_, headers) => {
    server.give('/a', 'x', headers)
    await fetch('/a')
    await fetch('/a')
    expect(server.seen[1]?.headers['if-none-match']).toBeUndefined()
    expect(server.seen[1]?.headers['if-modified-since']).toBeUndefined()
  })

  test('is not asked for when its digest is known, and is when another one is', async () => {
    server.answer('/a', unlessSame(file, { etag }))
    await fetch('/a', sha256(file))
    await fetch('/a', sha256(file))
    expect(server.seen).toHaveLength(1)
    await expect(fetch('/a', sha256('other'))).rejects.toMatchObject({ code: 'integrity' })
    expect(server.seen).toHaveLength(2)
  })

  test('is not asked for when its digest is known, though its address has given another one since', async () => {
    server.give('/a', 'one')
    const one = await fetch('/a')
    server.give('/a', 'two')
    expect((await fetch('/a')).digest).toBe(sha256(Buffer.from('two')))
    server.give('/a', 'three')
    expect(await fetch('/a', one.digest)).toEqual(one)
    const offline = (expected?: Digest) => download(server.url('/a'), expected, { store, transport: undefined })
    expect(await offline(one.digest)).toEqual(one)
    expect((await offline()).digest).toBe(sha256(Buffer.from('two')))
  })

  test('is fetched again when the store has lost it', async () => {
    server.answer('/a', unlessSame(file, { etag }))
    rmSync((await fetch('/a')).path)
    expect(readFileSync((await fetch('/a')).path).equals(file)).toBe(true)
  })
})

describe('a line that is cut', () => {
  /** Sends half of what is asked for at the first request, and all of it then. */
  function cutOnce(headers: Readonly<Record<string, string>>, then = file): RequestListener {
    let asked = 0
    return ({ headers: { range, 'if-range': validator } }, response) => {
      const whole = asked++ === 0 ? file : then
      const from = range !== undefined && validator === headers['etag'] && then === file ? parseInt(range.slice(6)) : 0
      const answer = from > 0 ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}
      response.writeHead(from > 0 ? 206 : 200, { ...headers, ...answer, 'content-length': whole.length - from })
      if (asked > 1) response.end(whole.subarray(from))
      else response.write(whole.subarray(0, whole.length / 2), () => setTimeout(() => response.destroy(), 20))
    }
  }

  test('is taken up again where the server can tell the file', async () => {
    server.answer('/a', cutOnce({ etag }))
    expect((await fetch('/a')).digest).toBe(sha256(file))
    expect(server.seen[1]?.headers).toMatchObject({
      'if-range': etag,
      range: expect.stringMatching(/^bytes=\d+-$/) as string,
    })
    expect(events.at(-1)).toMatchObject({ done: file.length })
    expect(leftovers()).toEqual([])
  })

  test('begins anew where it cannot, or where the file is another one by now', async () => {
    server.answer('/a', cutOnce({}))
    expect((await fetch('/a')).digest).toBe(sha256(file))
    expect(server.seen[1]?.headers['range']).toBeUndefined()
    const other = randomBytes(1_000_000)
    server.answer('/b', cutOnce({ etag }, other))
    expect((await fetch('/b')).digest).toBe(sha256(other))
    expect(leftovers()).toEqual([])
  })

  test('is a failure when it is always cut, and when another part comes', async () => {
    server.answer('/a', (_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('abc', () => setTimeout(() => response.destroy(), 10))
    })
    await expect(fetch('/a')).rejects.toMatchObject({
      code: 'source',
      message: expect.stringContaining('cut') as string,
    })
    expect(server.seen).toHaveLength(3)
    let asked = 0
    const cut = cutOnce({ etag })
    server.answer('/b', (request, response) => {
      if (asked++ === 0) cut(request, response)
      else response.writeHead(206, { etag, 'content-range': 'bytes 0-9/10' }).end('0123456789')
    })
    await expect(fetch('/b')).rejects.toMatchObject({
      code: 'source',
      message: expect.stringMatching(/asked for the bytes from/) as string,
    })
    expect(leftovers()).toEqual([])
  })
})

describe('a failure', () => {
  test.each([
    [404, 'not-found', 1],
    [403, 'source', 1],
    [304, 'source', 1],
    [503, 'source', 3],
  ])('status %i', async (status, code, requests) => {
    server.answer('/a', (_, response) => response.writeHead(status).end())
    await expect(fetch('/a')).rejects.toMatchObject({
      code,
      message: `cannot fetch ${server.url('/a')}: HTTP status ${status}`,
    })
    expect(server.seen).toHaveLength(requests)
  })

  test('another digest: nothing is kept', async () => {
    server.give('/a', 'x')
    await expect(fetch('/a', sha256('y'))).rejects.toMatchObject({
      code: 'integrity',
      message: `${server.url('/a')} has the digest ${sha256('x')} instead of ${sha256('y')}`,
    })
    expect(readdirSync(join(store.dir, 'blobs/sha256'))).toEqual([])
    expect(leftovers()).toEqual([])
  })

  test('nothing comes', async () => {
    server.answer('/a', (_, response) => response.writeHead(200).write('a'))
    await expect(fetch('/a')).rejects.toMatchObject({
      code: 'source',
      message: expect.stringMatching(/nothing came for 0\.5 s/) as string,
    })
  })

  test('somebody stops it', async () => {
    const stopping = new AbortController()
    server.answer('/a', (_, response) => {
      response.writeHead(200).write('a', () => stopping.abort())
    })
    await expect(fetch('/a', undefined, stopping.signal)).rejects.toMatchObject({ code: 'aborted' })
    expect(leftovers()).toEqual([])
  })
})

describe('credentials of an address', () => {
  test('go to its own host alone, and into no record', async () => {
    const other = server.url('/b').replace('127.0.0.1', 'localhost')
    server.answer('/a', (_, response) => response.writeHead(302, { location: other }).end())
    server.give('/b', 'x')
    const address = server.url('/a').replace('http://', 'http://user:secret@')
    await download(address, undefined, { store, transport })
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Basic dXNlcjpzZWNyZXQ=', undefined])
    const records = join(store.dir, 'records/downloads')
    const texts = readdirSync(records).map((name) => readFileSync(join(records, name), 'utf8'))
    expect([...new Set(texts)]).toEqual([expect.stringContaining(`"what":"${server.url('/a')}"`)])
    expect(texts[0]).not.toContain('secret')
  })
})
