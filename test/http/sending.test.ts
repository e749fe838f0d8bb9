import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { Transient } from '../../src/core/retry.js'
import { Transport, type StreamedBody } from '../../src/http/transport.js'

const mebibyte = 1024 * 1024
const stallTimeout = 1000

let server: Server
/** Speaks to one client by bytes: no server of Node's own answers before it has read, or stops reading. */
let serve: (socket: Socket) => void
let connections: Socket[]
let transport: Transport

beforeEach(async () => {
  connections = []
  server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hints = { noHost: '', refused: '', noTls: '', untrusted: '', odd: '' }
  transport = new Transport({ env: {}, peer: { code: 'registry', allowsPlainHttp: () => true, hints }, stallTimeout })
})
afterEach(async () => {
  transport.close()
  for (const socket of connections) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

const put = (body: StreamedBody, signal?: AbortSignal) =>
  transport.send({
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`),
    doing: 'cannot put it',
    method: 'PUT',
    body,
    signal,
  })

/** A body of so many MiB; `between` is waited for before each of them. */
function bodyOf(mebibytes: number, between: () => Promise<unknown> = () => Promise.resolve()) {
  const given = { opened: 0, chunks: 0, ended: false }
  return {
    given,
    size: mebibytes * mebibyte,
    async *open() {
      given.opened++
      try {
        for (let i = 0; i < mebibytes; i++) {
          await between()
          given.chunks++
          yield Buffer.alloc(mebibyte, i)
        }
      } finally {
        given.ended = true
      }
    },
  }
}

const answer = (status: string, body = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const redirect = (status: number): string =>
  `HTTP/1.1 ${status} X\r\nLocation: /y\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`

/** Reads a request to its end, with a pause after each MiB if asked, then answers. */
function takes(bytes: number, pause = 0): (socket: Socket) => void {
  return (socket) => {
    let left = bytes
    let untilPause = mebibyte
    let inHead = true
    socket.on('data', (data: Buffer) => {
      const head = inHead ? data.indexOf('\r\n\r\n') : -4
      if (inHead && head < 0) return
      inHead = false
      left -= data.length - head - 4
      if (left <= 0) socket.write(answer('201 Created'))
      untilPause -= data.length
      if (pause === 0 || untilPause > 0) return
      untilPause = mebibyte
      socket.pause()
      void setTimeout(pause).then(() => socket.resume())
    })
  }
}

describe('a streamed body', () => {
  it('arrives with its length', async () => {
    let head = ''
    serve = (socket) => {
      socket.once('data', (data: Buffer) => (head = data.toString('latin1')))
      takes(3 * mebibyte)(socket)
    }
    const got = await put(bodyOf(3))
    await got.discard()
    expect(got.status).toBe(201)
    expect(head).toMatch(/^PUT \/x HTTP\/1\.1\r\n/)
    expect(head.toLowerCase()).toContain(`content-length: ${3 * mebibyte}\r\n`)
    expect(head.toLowerCase()).not.toContain('transfer-encoding')
  })

  it('is read no faster than it is taken', async () => {
    serve = () => undefined
    const body = bodyOf(200)
    await expect(put(body)).rejects.toThrow('nothing came for 1 s')
    expect(body.given.chunks).toBeLessThan(50)
    expect(body.given.ended).toBe(true)
  })

  it('that is taken slowly is no stall', async () => {
    // All in all it takes longer than a stall may.
    serve = takes(40 * mebibyte, 40)
    expect((await put(bodyOf(40))).status).toBe(201)
  })

  it('that is given slowly is no stall of the other side', async () => {
    serve = takes(2 * mebibyte)
    expect((await put(bodyOf(2, () => setTimeout(stallTimeout + 100)))).status).toBe(201)
  })

  it('that was taken, and is not answered, is a stall', async () => {
    serve = () => undefined
    await expect(put({ size: 3, open: () => chunks(Buffer.from('abc')) })).rejects.toBeInstanceOf(Transient)
  })

  it('fails with what reading it threw', async () => {
    serve = takes(2 * mebibyte)
    const wrong = new OciPackError('integrity', 'not what it should be')
    const body = bodyOf(2, () => Promise.reject(wrong))
    await expect(put(body)).rejects.toBe(wrong)
  })

  it('stops when the caller does', async () => {
    serve = () => undefined
    const controller = new AbortController()
    const body = bodyOf(100)
    const sent = put(body, controller.signal)
    await setTimeout(50)
    controller.abort()
    await expect(sent).rejects.toMatchObject({ code: 'aborted' })
    expect(body.given.ended).toBe(true)
  })
})

describe('an answer that comes early', () => {
  it.each([
    ['and the line is closed', (socket: Socket) => void socket.end(answer('413 Too Large', 'no'))],
    ['and the line stays', (socket: Socket) => void socket.write(answer('401 Unauthorized', 'no'))],
    [
      'and the body is read on',
      (socket: Socket) => {
        socket.write(answer('403 Forbidden', 'no'))
        socket.resume()
      },
    ],
  ])('is told, %s', async (_, act) => {
    serve = (socket) => void socket.once('data', () => act(socket))
    const body = bodyOf(100)
    const got = await put(body)
    expect(got.status).toBeGreaterThan(400)
    const said: Uint8Array[] = []
    for await (const bytes of got.body) said.push(bytes)
    expect(Buffer.concat(said).toString()).toBe('no')
    expect(body.given.chunks).toBeLessThan(50)
    await until(() => body.given.ended)
  })

  it('does not leave a line on which half a request lies', async () => {
    serve = (socket) => {
      if (connections.length > 1) takes(mebibyte)(socket)
      else socket.once('data', () => socket.write(answer('403 Forbidden')))
    }
    await (await put(bodyOf(100))).discard()
    expect((await put(bodyOf(1))).status).toBe(201)
    expect(connections).toHaveLength(2)
  })
})

describe('a redirect', () => {
  it.each([307, 308])('by %i sends it again', async (status) => {
    serve = (socket) => {
      if (connections.length > 1) takes(2 * mebibyte)(socket)
      else socket.once('data', () => socket.end(redirect(status)))
    }
    const body = bodyOf(2)
    expect((await put(body)).status).toBe(201)
    expect(body.given.opened).toBe(2)
  })

  it.each([301, 302, 303])('by %i is refused', async (status) => {
    serve = (socket) => void socket.once('data', () => socket.end(redirect(status)))
    await expect(put(bodyOf(2))).rejects.toThrow('redirected, which is refused for what is sent')
  })
})

async function* chunks(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const bytes of all) yield Promise.resolve(bytes)
}

/** Waits for what comes soon. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 200) throw new Error('it did not come')
    await setTimeout(10)
  }
}
