import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { bytesBlob } from '../../src/oci/imageContent.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { sayError } from '../support/fakeRegistry.js'
import { auth, client, logIn, other, reference, registry, useRegistries } from '../support/registryClient.js'

useRegistries()

const bytes = Buffer.from('some bytes')
const blob = bytesBlob({ mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }, bytes)
const document = { mediaType: mediaTypes.manifest, bytes: Buffer.from('{}') }

/** The scopes of each token that was asked for. */
let asked: string[][]
/** Seconds that a token is good for; how a request that has none is refused. */
let life: number
let refusal: string

beforeEach(() => {
  asked = []
  life = 3600
  refusal = ''
  const challenge = `Bearer realm="http://${other.host}/token",service="x"`
  registry.challenge = challenge
  registry.uploads.held = new Set()
  other.next(
    /^\/token/,
    (request, response) => {
      asked.push(new URL(request.url ?? '', 'http://x').searchParams.getAll('scope'))
      response.end(JSON.stringify({ token: `token-${asked.length}`, expires_in: life }))
    },
    99,
  )
  registry.authorize = (header) => {
    registry.challenge = challenge + (header === undefined ? '' : refusal)
    return header === `Bearer token-${asked.length}` && refusal === ''
  }
})

describe('a token', () => {
  it('is for pulling and pushing where something is pushed, and serves for all of it', async () => {
    await client.pushBlob(reference, blob)
    await client.pushManifest(reference, document)
    expect(asked).toEqual([['repository:team/image:pull,push']])
    expect(registry.seen.filter(({ authorization }) => authorization === undefined)).toHaveLength(1)
  })

  it('for pulling is not shown where something is pushed', async () => {
    await client.manifest(reference)
    await client.pushManifest(reference, document)
    expect(asked).toEqual([['repository:team/image:pull'], ['repository:team/image:pull,push']])
    // The registry was not asked in vain for the second: it had said where tokens are to be had.
    expect(registry.seen.filter(({ authorization }) => authorization === undefined)).toHaveLength(1)
  })

  it('is for pulling from the repository too that a blob is mounted from', async () => {
    registry.addBlob(bytes)
    registry.uploads.held?.add(`team/base ${sha256(bytes)}`)
    await client.pushBlob(reference, { ...blob, origin: { host: registry.host, repository: 'team/base' } })
    expect(asked).toEqual([
      ['repository:team/image:pull,push'],
      ['repository:team/image:pull,push', 'repository:team/base:pull'],
    ])
  })

  it('is not needed for the other repository where only the upload succeeds', async () => {
    const origin = { host: registry.host, repository: 'team/secret' }
    registry.next(/mount=/, (_request, response) => sayError(response, 401, 'UNAUTHORIZED', 'not yours'), 2)
    expect(await client.pushBlob(reference, { ...blob, origin })).toBe('sent')
  })

  it('is renewed before it ends, not after a body was sent in vain', async () => {
    life = 0
    await client.pushBlob(reference, blob)
    const ended = Date.now() + 1100
    while (Date.now() < ended) await new Promise((resolve) => setTimeout(resolve, 50))
    await client.pushManifest(reference, document)
    expect(asked).toHaveLength(2)
    expect(registry.seen.filter(({ method }) => method === 'PUT')).toHaveLength(2)
  })

  it('is asked for what the registry says is missing', async () => {
    refusal = ',error="insufficient_scope",scope="repository:team/image:pull registry:catalog:*"'
    registry.authorize = (header) => {
      registry.challenge = `Bearer realm="http://${other.host}/token"${header === undefined ? '' : refusal}`
      return header === 'Bearer token-2'
    }
    expect(sha256((await client.manifest(reference)).bytes)).toBeDefined()
    expect(asked).toEqual([['repository:team/image:pull'], ['repository:team/image:pull', 'registry:catalog:*']])
    await client.manifestDigest(reference)
    expect(asked).toHaveLength(2)
  })

  it('that never suffices is not asked for again and again', async () => {
    refusal = ',error="insufficient_scope",scope="repository:team/image:delete"'
    await expect(client.pushManifest(reference, document)).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('cannot push the manifest of') as string,
      hint: expect.stringContaining('who may push') as string,
    })
    expect(asked).toHaveLength(2)
  })

  it('that is refused is told of as one to push', async () => {
    await logIn({ [registry.host]: auth('me:wrong') })
    registry.challenge = `Bearer realm="http://${registry.host}/token"`
    registry.authorize = () => false
    await expect(client.pushBlob(reference, blob)).rejects.toMatchObject({
      message: expect.stringMatching(/cannot get a token to push team\/image to .* HTTP status 401/) as string,
      hint: expect.stringContaining('who may push') as string,
    })
  })
})
