import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import type { Blob } from '../../../src/oci/content.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { redirectTo, sayError } from '../../support/fakeRegistry.js'
import { client, other, reference, registry, useClient, useRegistries } from '../../support/registryClient.js'

useRegistries()

const mebibyte = 1024 * 1024
const small = randomBytes(300_000)
/** Two chunks and a bit. */
const large = randomBytes(9 * mebibyte)

/** A blob of bytes, and the bytes at which it was opened. */
function blobOf(bytes: Uint8Array, more: Partial<Blob> = {}): Blob & { opened: number[] } {
  const opened: number[] = []
  return {
    descriptor: { mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length },
    opened,
    async *open(from = 0) {
      opened.push(from)
      for (let at = from; at < bytes.length; at += mebibyte) yield Promise.resolve(bytes.subarray(at, at + mebibyte))
    },
    ...more,
  }
}

const push = (blob: Blob, more = {}) => client.pushBlob(reference, blob, more)
/** What came, without what changes from one run to the next. */
const asked = (): string[] =>
  registry.seen.map(({ method, path, contentRange }) =>
    [
      method,
      path.replace(/^\/v2\/|sha256:[0-9a-f]+|upload\d+|\?state=\d+|&?(state|digest)=\S+/g, ''),
      contentRange ?? '',
    ]
      .join(' ')
      .trim(),
  )
const arrived = (bytes: Uint8Array): boolean => registry.blobs.get(sha256(bytes)) !== undefined

beforeEach(() => {
  useClient({ chunkSize: 4 * mebibyte })
  registry.uploads.held = new Set()
})

describe('a blob', () => {
  it('that is there is not sent', async () => {
    const blob = blobOf(small)
    await push(blob)
    registry.seen.length = 0
    expect(await push(blob)).toBe('there')
    expect(asked()).toEqual(['HEAD team/image/blobs/'])
    expect(blob.opened).toEqual([0])
  })

  it('that is small is sent in one go', async () => {
    expect(await push(blobOf(small))).toBe('sent')
    expect(asked()).toEqual([
      'HEAD team/image/blobs/',
      'POST team/image/blobs/uploads/',
      'PUT team/image/blobs/uploads/',
    ])
    expect(arrived(small)).toBe(true)
  })

  it('may be empty', async () => {
    const empty = new Uint8Array()
    expect(await push(blobOf(empty))).toBe('sent')
    expect(arrived(empty)).toBe(true)
  })

  it('that is large is sent in chunks, read once, with progress', async () => {
    const blob = blobOf(large)
    const told: number[] = []
    expect(await push(blob, { onProgress: (sent: number) => told.push(sent) })).toBe('sent')
    expect(asked()).toEqual([
      'HEAD team/image/blobs/',
      'POST team/image/blobs/uploads/',
      'PATCH team/image/blobs/uploads/ 0-4194303',
      'PATCH team/image/blobs/uploads/ 4194304-8388607',
      'PATCH team/image/blobs/uploads/ 8388608-9437183',
      'PUT team/image/blobs/uploads/',
    ])
    expect(blob.opened).toEqual([0])
    expect(arrived(large)).toBe(true)
    expect(told).toHaveLength(9)
    expect(told.at(-1)).toBe(large.length)
  })

  it('is sent in no smaller chunks than the registry wants', async () => {
    registry.uploads.minChunk = 5 * mebibyte
    await push(blobOf(large))
    expect(asked().slice(2, 4)).toEqual([
      'PATCH team/image/blobs/uploads/ 0-5242879',
      'PATCH team/image/blobs/uploads/ 5242880-9437183',
    ])
  })
})

describe('is sent in the way that the registry takes it', () => {
  it.each([
    ['one go', { takesChunks: false }, large],
    ['chunks', { takesWhole: false }, small],
    ['small chunks', { largest: mebibyte }, large],
  ])('in %s', async (_, how, bytes) => {
    Object.assign(registry.uploads, how)
    expect(await push(blobOf(bytes))).toBe('sent')
    expect(arrived(bytes)).toBe(true)
    expect(registry.uploads.open).toBe(0)
  })

  it('or told why it is not', async () => {
    Object.assign(registry.uploads, { takesChunks: false, takesWhole: false })
    await expect(push(blobOf(small))).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('HTTP status 405 (no chunks)') as string,
    })
    registry.uploads.largest = 1000
    await expect(push(blobOf(small))).rejects.toMatchObject({
      message: expect.stringContaining('HTTP status 413 (too much)') as string,
      hint: expect.stringContaining('client_max_body_size') as string,
    })
    expect(registry.uploads.open).toBe(0)
  })
})

describe('after a failure', () => {
  it('goes on with the byte that the registry does not have', async () => {
    const blob = blobOf(large)
    registry.nextEarly('PATCH', /state=2$/, registry.uploads.cutAfter(1_000_001))
    expect(await push(blob)).toBe('sent')
    expect(asked().slice(2)).toEqual([
      'PATCH team/image/blobs/uploads/ 0-4194303',
      'GET team/image/blobs/uploads/',
      'PATCH team/image/blobs/uploads/ 1000001-5194304',
      'PATCH team/image/blobs/uploads/ 5194305-9388608',
      'PATCH team/image/blobs/uploads/ 9388609-9437183',
      'PUT team/image/blobs/uploads/',
    ])
    expect(blob.opened).toEqual([0, 0])
    expect(arrived(large)).toBe(true)
  })

  it('reads no more again than the chunk', async () => {
    const blob = blobOf(large)
    registry.nextEarly('PATCH', /state=3$/, registry.uploads.cutAfter(1000))
    await push(blob)
    expect(blob.opened).toEqual([0, 4 * mebibyte])
    expect(arrived(large)).toBe(true)
  })

  it('begins anew where the registry has lost the upload', async () => {
    registry.uploads.losesCut = true
    registry.nextEarly('PATCH', /state=3$/, registry.uploads.cutAfter(1000))
    expect(await push(blobOf(large))).toBe('sent')
    expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(2)
    expect(arrived(large)).toBe(true)
  })

  it.each([503, 429])('waits, and goes on, after status %i', async (status) => {
    registry.next(/state=3$/, (_request, response) => sayError(response, status, 'X', 'later'))
    expect(await push(blobOf(large))).toBe('sent')
    expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(1)
    expect(arrived(large)).toBe(true)
  })

  it('asks where it is after status 416', async () => {
    registry.next(/state=3$/, (_request, response) => sayError(response, 416, 'RANGE_INVALID', 'elsewhere'))
    expect(await push(blobOf(large))).toBe('sent')
    expect(asked()[4]).toBe('GET team/image/blobs/uploads/')
    expect(arrived(large)).toBe(true)
  })

  it('finds what was taken though nobody said so', async () => {
    registry.next(/digest=/, (request, _response, serve) => {
      serve()
      request.socket.destroy()
    })
    expect(await push(blobOf(small))).toBe('sent')
    expect(asked().filter((line) => line.startsWith('PUT'))).toHaveLength(1)
  })

  it('gives up after so many in a row, and tells the registry', async () => {
    registry.next(/digest=/, (_request, response) => sayError(response, 503, 'X', 'never'), 99)
    await expect(push(blobOf(small))).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('503 (never)') as string,
    })
    expect(asked().filter((line) => line.startsWith('PUT'))).toHaveLength(3)
    expect(registry.uploads.open).toBe(0)
  })

  it('does not take for progress that the registry claims nothing', async () => {
    registry.next(/state=/, (_request, response) => void response.writeHead(202, { Range: '0-0' }).end(), 99)
    await expect(push(blobOf(large))).rejects.toMatchObject({
      message: expect.stringContaining('took none of the bytes') as string,
    })
  })

  it('stops when the caller does, and tells the registry', async () => {
    const controller = new AbortController()
    registry.nextEarly('PATCH', /state=3$/, () => controller.abort())
    await expect(push(blobOf(large), { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(asked().at(-1)).toBe('DELETE team/image/blobs/uploads/')
    expect(registry.uploads.open).toBe(0)
  })
})

describe('never sends to the end', () => {
  const wrong = blobOf(small).descriptor
  it.each([
    ['another content', randomBytes(300_000)],
    ['too few bytes', small.subarray(0, 299_999)],
    ['too many bytes', Buffer.concat([small, Buffer.from('x')])],
    ['another content of many chunks', Buffer.concat([large.subarray(1), Buffer.from('x')]), blobOf(large).descriptor],
  ])('%s', async (_, bytes, descriptor = wrong) => {
    await expect(push({ ...blobOf(bytes), descriptor })).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining(`the blob ${descriptor.digest}`) as string,
    })
    expect(registry.seen.every(({ method, size }) => method !== 'PUT' || size === 0)).toBe(true)
    expect(registry.uploads.open).toBe(0)
  })

  it('what cannot be read', async () => {
    const failing = async function* () {
      yield Promise.resolve(small.subarray(0, 1000))
      throw new Error('the disk is gone')
    }
    await expect(push(blobOf(small, { open: failing }))).rejects.toThrow('the disk is gone')
    expect(registry.blobs.has(sha256(small))).toBe(false)
  })
})

describe('a blob that another repository has', () => {
  const origin = () => ({ host: registry.host, repository: 'team/base' })
  beforeEach(() => registry.uploads.held?.add(`team/base ${registry.addBlob(small)}`))

  it('is mounted from its origin', async () => {
    const blob = blobOf(small, { origin: origin() })
    expect(await push(blob)).toBe('mounted')
    expect(registry.asked.at(-1)).toBe(
      `POST /v2/team/image/blobs/uploads/?mount=sha256%3A${sha256(small).slice(7)}&from=team%2Fbase`,
    )
    expect(blob.opened).toEqual([])
  })

  it('is mounted from whichever has it', async () => {
    const mountFrom = [{ host: registry.host, repository: 'team/none' }, origin()]
    expect(await push(blobOf(small), { mountFrom })).toBe('mounted')
    expect(registry.uploads.open).toBe(0)
  })

  it('is sent by the upload that the registry begins instead', async () => {
    registry.uploads.takesMounts = false
    expect(await push(blobOf(small, { origin: origin() }))).toBe('sent')
    expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(1)
  })

  it.each([401, 403, 404, 405])('is sent where the mount is refused by status %i', async (status) => {
    registry.next(/mount=/, (_request, response) => sayError(response, status, 'DENIED', 'no'))
    expect(await push(blobOf(small, { origin: origin() }))).toBe('sent')
  })

  it.each([
    ['of another registry', () => ({ host: other.host, repository: 'team/base' })],
    ['that is the same', () => ({ host: registry.host, repository: 'team/image' })],
  ])('is not asked for from a repository %s', async (_, elsewhere) => {
    expect(await push(blobOf(small, { origin: elsewhere() }))).toBe('sent')
    expect(registry.asked.filter((line) => line.includes('mount='))).toEqual([])
  })

  it('is refused where the registry took another', async () => {
    registry.next(
      /mount=/,
      (_request, response) => void response.writeHead(201, { 'Docker-Content-Digest': sha256('x') }).end(),
    )
    await expect(push(blobOf(small, { origin: origin() }))).rejects.toMatchObject({ code: 'integrity' })
  })
})

describe('where the registry sends us', () => {
  it('is followed to another origin by 307, without credentials', async () => {
    registry.uploads.base = `http://${registry.host}`
    other.uploads.held = new Set()
    registry.nextEarly(
      'PUT',
      /uploads/,
      (_request, response) => void response.writeHead(307, { Location: `http://${other.host}/store?x=1` }).end(),
    )
    other.next(/^\/store/, (_request, response) => void response.writeHead(201).end())
    expect(await push(blobOf(small))).toBe('sent')
    expect(other.seen).toMatchObject([
      { method: 'PUT', path: '/store?x=1', authorization: undefined, size: small.length },
    ])
  })

  it.each([301, 302, 303])('is not followed with a body by %i', async (status) => {
    registry.next(
      /digest=/,
      redirectTo((path) => `http://${other.host}${path}`, status),
      9,
    )
    await expect(push(blobOf(small))).rejects.toThrow(
      `redirected, which is refused for what is sent (HTTP status ${status})`,
    )
    expect(other.seen).toEqual([])
  })

  it('may be at another origin, which gets no credentials', async () => {
    registry.uploads.base = `http://${other.host}`
    other.next(/digest=/, (_request, response) => void response.writeHead(201).end())
    expect(await push(blobOf(small))).toBe('sent')
    expect(other.seen).toMatchObject([{ method: 'PUT', authorization: undefined, size: small.length }])
  })

  it('must be an address', async () => {
    registry.next(/uploads\/$/, (_request, response) => void response.writeHead(202).end())
    await expect(push(blobOf(small))).rejects.toThrow(/names no address/)
    registry.next(/uploads\/$/, (_request, response) => void response.writeHead(202, { Location: 'http://' }).end())
    await expect(push(blobOf(small))).rejects.toThrow(/ill-formed address/)
  })
})

it('that is refused while it is sent is told so', async () => {
  useClient({ backoff: { attempts: 1, first: 1, longest: 1 }, chunkSize: 32 * mebibyte })
  registry.nextEarly('PUT', /./, (_request, response) => {
    response.shouldKeepAlive = false
    sayError(response, 403, 'DENIED', 'you are over your quota')
  })
  const bytes = Buffer.alloc(30 * mebibyte, 'x')
  await expect(push(blobOf(bytes))).rejects.toMatchObject({
    code: 'registry',
    message: expect.stringContaining('HTTP status 403 (you are over your quota)') as string,
    hint: expect.stringContaining('may push') as string,
  })
})
