import { describe, expect, it } from 'vitest'
import { cutAfter, truncateAfter } from '../support/fakeRegistry.js'
import {
  registry,
  client,
  reference,
  blob,
  descriptor,
  useRegistries,
  useClient,
  fetchBlob,
} from '../support/registryClient.js'

useRegistries()

describe('a blob', () => {
  it('comes whole', async () => {
    expect(blob.equals(await fetchBlob())).toBe(true)
  })

  it.each([true, false])('is taken up again where the line was cut (ranges: %j)', async (ranges) => {
    registry.supportsRanges = ranges
    registry.next(/blobs/, cutAfter(blob, 2_000_000))
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen).toHaveLength(2)
    expect(Number(/^bytes=(\d+)-$/.exec(registry.seen[1]?.range ?? '')?.[1])).toBeGreaterThan(0)
  })

  it('is taken up again after a truncated answer', async () => {
    registry.next(/blobs/, truncateAfter(blob, 1_000_000))
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen.map(({ range }) => range)).toEqual([undefined, 'bytes=1000000-'])
  })

  it('is taken up again after a stall', async () => {
    useClient({ stallTimeout: 50 })
    registry.next(
      /blobs/,
      (_request, response) =>
        void response.writeHead(200, { 'Content-Length': blob.length }).write(blob.subarray(0, 1000)),
    )
    expect(blob.equals(await fetchBlob())).toBe(true)
  })

  it('is given up when it stays too short', async () => {
    registry.supportsRanges = false
    registry.next(/blobs/, truncateAfter(blob, 1_000_000), 9)
    await expect(fetchBlob()).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('expected 3000000 bytes, found 1000000') as string,
    })
  })

  it('is given up when it is too long', async () => {
    registry.next(/blobs/, (_request, response) => void response.end(Buffer.concat([blob, Buffer.from('x')])))
    await expect(fetchBlob()).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('found more') as string,
    })
  })

  it.each(['bytes 5-9/10', 'bytes 1000000-2999999/4000000', '', 'bytes */3000000'])(
    'is not pieced together from another part: %j',
    async (range) => {
      registry.next(/blobs/, truncateAfter(blob, 1_000_000))
      registry.next(
        /blobs/,
        (_request, response) =>
          void response.writeHead(206, range === '' ? {} : { 'Content-Range': range }).end(blob.subarray(1_000_000)),
      )
      await expect(fetchBlob()).rejects.toMatchObject({
        code: 'registry',
        message: expect.stringContaining('asked for the bytes from 1000000 on') as string,
      })
    },
  )

  it('stops when the caller does', async () => {
    const controller = new AbortController()
    registry.next(/blobs/, (_request, response) => {
      response.writeHead(200, { 'Content-Length': blob.length }).write(blob.subarray(0, 1000))
    })
    const reading = (async () => {
      for await (const bytes of client.blob(reference, descriptor, controller.signal))
        if (bytes.length > 0) controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  })
})
