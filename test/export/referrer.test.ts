import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { pushReferrer } from '../../src/export/referrer.js'
import type { Descriptor } from '../../src/oci/descriptor.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { RegistryClient } from '../../src/registry/client.js'
import { referrersTag } from '../../src/registry/referrers.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, pushSample, RealRegistry } from '../support/realRegistry.js'
import { client, reference, registry, useRegistries } from '../support/registryClient.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'

const document = {
  mediaType: 'application/spdx+json',
  title: 'sbom.spdx.json',
  bytes: Buffer.from('{"spdxVersion":"SPDX-2.3"}'),
}
const provenance = {
  mediaType: 'application/vnd.in-toto+json',
  title: 'provenance.json',
  bytes: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}'),
  annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' },
}

describe.runIf(needs('docker-registry', hasRealRegistry))('a registry without the referrers API', () => {
  const folder = temporaryFolder()
  let real: RealRegistry
  let client: RegistryClient
  let subject: Descriptor
  let repository: { host: string; repository: string }
  let count = 0
  beforeAll(async () => {
    real = await RealRegistry.start(join(folder, 'registry'))
    client = new RegistryClient({ env: {}, backoff: { attempts: 1, first: 1, longest: 1 } })
  })
  afterAll(async () => {
    client.close()
    await real.close()
  })
  beforeEach(async () => {
    const sample = sampleImage([await sampleTar({ file: 'content' })])
    repository = { host: real.host, repository: `app-${count++}` }
    await pushSample(real.host, repository.repository, 'v1', sample)
    const { bytes, digest } = await client.manifest({ ...repository, tag: 'v1' })
    subject = { mediaType: mediaTypes.manifest, digest, size: bytes.byteLength }
  })

  const listed = async (): Promise<{ manifests: { digest: string }[] }> => {
    const { bytes } = await client.manifest({ ...repository, tag: referrersTag(subject.digest) })
    return JSON.parse(Buffer.from(bytes).toString()) as { manifests: { digest: string }[] }
  }

  test('has a list under the tag that follows from the digest, each document once', async () => {
    const one = await pushReferrer(client, subject, repository, document)
    const other = await pushReferrer(client, subject, repository, provenance)
    expect(await pushReferrer(client, subject, repository, document)).toEqual(one)
    expect(await listed()).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [
        { ...one, artifactType: document.mediaType },
        { ...other, artifactType: provenance.mediaType, annotations: provenance.annotations },
      ],
    })
    const { bytes } = await client.manifest({ ...repository, digest: one.digest })
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
      artifactType: document.mediaType,
      subject,
      layers: [{ mediaType: document.mediaType, digest: sha256(document.bytes) }],
    })
    const blob = { mediaType: document.mediaType, digest: sha256(document.bytes), size: document.bytes.length }
    expect(await buffer(client.blob(repository, blob))).toEqual(document.bytes)
  })

  test('what others listed stays, with all that they said of it', async () => {
    const theirs = { ...subject, artifactType: 'application/vnd.example', data: 'e30=' }
    const list = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [theirs], annotations: { a: 'b' } }
    const place = { ...repository, tag: referrersTag(subject.digest) }
    await client.pushManifest(place, { mediaType: mediaTypes.index, bytes: Buffer.from(JSON.stringify(list)) })
    const { digest } = await pushReferrer(client, subject, repository, document)
    expect(await listed()).toMatchObject({ ...list, manifests: [theirs, { digest }] })
  })

  test('what somebody else took off the list is listed again', async () => {
    const pushed = await pushReferrer(client, subject, repository, document)
    const list = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] }))
    const place = { ...repository, tag: referrersTag(subject.digest) }
    await client.pushManifest(place, { mediaType: mediaTypes.index, bytes: list })
    expect(await pushReferrer(client, subject, repository, document)).toEqual(pushed)
    expect(await listed()).toMatchObject({ manifests: [pushed] })
  })

  test('what is no list is not written over', async () => {
    const place = { ...repository, tag: referrersTag(subject.digest) }
    const { bytes } = await client.manifest({ ...repository, tag: 'v1' })
    await client.pushManifest(place, { mediaType: mediaTypes.manifest, bytes })
    await expect(pushReferrer(client, subject, repository, document)).rejects.toMatchObject({ code: 'format' })
    expect(await client.manifestDigest(place)).toBe(subject.digest)
  })
})

describe('a registry with the referrers API', () => {
  useRegistries()

  test('lists what was pushed itself: no tag is written', async () => {
    const subject = { mediaType: mediaTypes.manifest, digest: sha256('x'), size: 1 }
    registry.next(/\/referrers\//, (_request, response) => {
      response.setHeader('content-type', mediaTypes.index).end('{"schemaVersion":2,"manifests":[]}')
    })
    const pointer = { mediaType: mediaTypes.manifest, digest: sha256('y'), size: 1, artifactType: 'a/b' }
    await client.addReferrer(reference, subject.digest, pointer)
    expect(registry.asked).toEqual([`GET /v2/team/image/referrers/${subject.digest}`])
  })

  test('that is out of order is told of', async () => {
    registry.next(/\/referrers\//, (_request, response) => void response.writeHead(500).end(), 9)
    const pointer = { mediaType: mediaTypes.manifest, digest: sha256('y'), size: 1, artifactType: 'a/b' }
    await expect(client.addReferrer(reference, sha256('x'), pointer)).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining(`cannot list what refers to ${sha256('x')}`) as string,
    })
  })
})
