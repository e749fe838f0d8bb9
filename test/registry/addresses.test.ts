import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { addressesOf } from '../../src/registry/addresses.js'
import {
  blob,
  client,
  descriptor,
  fetchBlob,
  other,
  reference,
  registry,
  useRegistries,
} from '../support/registryClient.js'

describe('the addresses of a blob', () => {
  const endpoint = (origin: string) => ({ origin, host: 'a.example', prefix: '' })
  const urls = ['https://a.example/1', 'http://b.example/2', 'ftp://c.example/3', 'file:///etc/passwd', 'what', '']

  it('are those that may be asked', () => {
    const of = (origin: string) => addressesOf({ ...descriptor, urls }, endpoint(origin)).map(({ href }) => href)
    expect(of('https://a.example')).toEqual(['https://a.example/1'])
    expect(of('http://a.example')).toEqual(['https://a.example/1', 'http://b.example/2'])
    expect(addressesOf(descriptor, endpoint('https://a.example'))).toEqual([])
  })

  it('are no more than a few', () => {
    const many = Array.from({ length: 50 }, (_, i) => `https://a.example/${i}`)
    expect(addressesOf({ ...descriptor, urls: many }, endpoint('https://a.example'))).toHaveLength(4)
  })
})

describe('a blob that its registry lacks', () => {
  useRegistries()
  const fetch = async (urls: readonly string[]): Promise<Buffer> => {
    const chunks: Uint8Array[] = []
    for await (const bytes of client.blob(reference, { ...descriptor, urls })) chunks.push(bytes)
    return Buffer.concat(chunks)
  }
  const at = (path: string): string => `http://${other.host}/v2/x/blobs/${path}`

  it('is fetched from where its descriptor says, which is not told who asks', async () => {
    registry.blobs.clear()
    other.addBlob(blob)
    other.authorize = (authorization) => authorization === undefined
    expect((await fetch([at(sha256('absent')), at(descriptor.digest)])).equals(blob)).toBe(true)
    expect(registry.asked).toEqual([`GET /v2/team/image/blobs/${descriptor.digest}`])
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  })

  it('is fetched from nowhere else where it is there', async () => {
    expect((await fetch([at(descriptor.digest)])).equals(blob)).toBe(true)
    expect(other.asked).toEqual([])
  })

  it('is missed where it is nowhere', async () => {
    registry.blobs.clear()
    await expect(fetchBlob()).rejects.toMatchObject({ code: 'not-found' })
    await expect(fetch([at(descriptor.digest)])).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`from ${other.host}`) as string,
    })
  })
})
