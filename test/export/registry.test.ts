import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.js'
import { sha256 } from '../../src/core/hash.js'
import { pushContent } from '../../src/export/registry.js'
import type { Blob, Content, ImageContent, IndexContent } from '../../src/oci/content.js'
import { type Descriptor, mediaTypes } from '../../src/oci/descriptor.js'
import { bytesBlob } from '../../src/oci/imageContent.js'
import { encodeJson } from '../../src/oci/manifest.js'
import type { Reference } from '../../src/oci/reference.js'
import { sayError } from '../support/fakeRegistry.js'
import { client, other, registry, useRegistries } from '../support/registryClient.js'

useRegistries()

const blob = (bytes: Buffer, mediaType: string = mediaTypes.layerGzip): Blob =>
  bytesBlob({ mediaType, digest: sha256(bytes), size: bytes.length }, bytes)
const base = blob(randomBytes(5000))

/** An image of some layers, the first of which all of them share. */
function image(name: string, layers = [base, blob(Buffer.from(`layer of ${name}`))]): ImageContent {
  const config = blob(Buffer.from(`{"os":"${name}"}`), mediaTypes.config)
  const manifest = {
    schemaVersion: 2 as const,
    mediaType: mediaTypes.manifest,
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
  }
  const bytes = encodeJson(manifest)
  return {
    kind: 'image',
    descriptor: descriptorOf(mediaTypes.manifest, bytes),
    bytes,
    manifest,
    blobs: [config, ...layers],
  }
}

function indexOf(...members: Content[]): IndexContent {
  const manifests = members.map(({ descriptor }) => descriptor)
  const index = { schemaVersion: 2 as const, mediaType: mediaTypes.index, manifests }
  const bytes = encodeJson(index)
  return { kind: 'index', descriptor: descriptorOf(mediaTypes.index, bytes), bytes, index, members }
}

const descriptorOf = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: sha256(bytes),
  size: bytes.byteLength,
})

let events: Event[]
const push = (content: Content, ...names: Reference[]): Promise<void> =>
  pushContent(content, names, { client, emit: (event) => events.push(event), signal: new AbortController().signal })
const name = (text: string, { host } = registry): Reference => {
  const [repository = '', tag] = text.split(':')
  return { host, repository, ...(tag === undefined ? {} : { tag }) }
}
const methods = (wanted: string): string[] => registry.asked.filter((line) => line.startsWith(`${wanted} `))
const ends = (): string[] => events.flatMap((event) => (event.type === 'step-done' ? [event.detail ?? ''] : [])).sort()
const means = (text: string, { manifests } = registry): string | undefined => {
  const found = manifests.get(text.replace(':', '/'))
  return found && sha256(found.bytes)
}

beforeEach(() => {
  events = []
  registry.uploads.held = new Set()
  other.uploads.held = new Set()
})

describe('an image', () => {
  it('is there under all its names, which come last', async () => {
    const content = image('a')
    await push(content, name('team/a:1'), name('team/a'))
    expect(means('team/a:1')).toBe(content.descriptor.digest)
    expect(means('team/a:latest')).toBe(content.descriptor.digest)
    expect(registry.asked.slice(-2)).toEqual(['PUT /v2/team/a/manifests/1', 'PUT /v2/team/a/manifests/latest'])
    expect(ends()).toEqual(['sent', 'sent', 'sent'])
  })

  it('that is there by its name costs one request', async () => {
    await push(image('a'), name('team/a:1'))
    registry.seen.length = 0
    await push(image('a'), name('team/a:1'))
    expect(registry.asked).toEqual(['HEAD /v2/team/a/manifests/1'])
  })

  it('that is there by another name is only named', async () => {
    await push(image('a'), name('team/a:1'))
    registry.seen.length = 0
    await push(image('a'), name('team/a:2'))
    expect(registry.asked).toEqual([
      'HEAD /v2/team/a/manifests/2',
      `HEAD /v2/team/a/manifests/${image('a').descriptor.digest}`,
      'PUT /v2/team/a/manifests/2',
    ])
  })

  it('of which a part is there has the rest sent, a request for each part that is', async () => {
    await push(image('a'), name('team/a:1'))
    registry.seen.length = 0
    events.length = 0
    await push(image('b'), name('team/a:1'))
    expect(ends()).toEqual(['sent', 'sent', 'there'])
    expect(registry.asked.filter((line) => line.includes(base.descriptor.digest))).toHaveLength(1)
    expect(means('team/a:1')).toBe(image('b').descriptor.digest)
  })

  it('tells of each part when it begins, and how it ended', async () => {
    await push(image('a', [base, base]), name('team/a:1'))
    const steps = events.filter(({ type }) => type !== 'progress').map(({ type }) => type)
    expect(steps.sort()).toEqual(['step-done', 'step-done', 'step-start', 'step-start'])
    const { digest, size } = base.descriptor
    const progress = { type: 'progress', id: `push ${registry.host}/team/a ${digest}`, done: size, total: size }
    expect(events).toContainEqual(expect.objectContaining(progress))
  })
})

describe('in several places', () => {
  it('of a registry is mounted from one to the next, and named when it is everywhere', async () => {
    await push(image('a'), name('team/a:1'), name('team/b:1'), name('team/a:2'))
    expect(ends()).toEqual(['mounted', 'mounted', 'mounted', 'sent', 'sent', 'sent'])
    expect(registry.asked.slice(-3).sort()).toEqual([
      'PUT /v2/team/a/manifests/1',
      'PUT /v2/team/a/manifests/2',
      'PUT /v2/team/b/manifests/1',
    ])
  })

  it('of several registries is sent to each', async () => {
    await push(image('a'), name('team/a:1'), name('team/b:1', other))
    expect(ends()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'sent'])
    expect(means('team/b:1', other)).toBe(image('a').descriptor.digest)
  })
})

describe('an index', () => {
  const index = indexOf(image('a'), image('b'), indexOf(image('c')))

  it('comes after its manifests, which come after their parts; what they share is sent once', async () => {
    await push(index, name('team/a:1'))
    const puts = methods('PUT').filter((line) => line.includes('manifests'))
    expect(puts).toHaveLength(5)
    expect(puts.at(-1)).toBe('PUT /v2/team/a/manifests/1')
    const inner = indexOf(image('c')).descriptor.digest
    expect(puts.findIndex((line) => line.includes(image('c').descriptor.digest))).toBeLessThan(
      puts.findIndex((line) => line.includes(inner)),
    )
    expect(methods('POST')).toHaveLength(7)
    expect(registry.manifests.get('team/a/1')?.mediaType).toBe(mediaTypes.index)
  })

  it('that is there is asked for whether it is whole', async () => {
    await push(index, name('team/a:1'))
    registry.seen.length = 0
    await push(index, name('team/a:1'))
    expect(methods('HEAD')).toHaveLength(registry.asked.length)
    registry.manifests.delete(`team/a/${image('b').descriptor.digest}`)
    await push(index, name('team/a:1'))
    expect(means(`team/a:${image('b').descriptor.digest}`)).toBe(image('b').descriptor.digest)
  })
})

describe('a failure', () => {
  it('leaves no name, and stops what else is under way', async () => {
    const slow: Blob = {
      descriptor: descriptorOf(mediaTypes.layerGzip, Buffer.alloc(10)),
      async *open() {
        yield Promise.resolve(Buffer.alloc(1))
        // Until the other one fails, and it is stopped.
        await new Promise((resolve) => setTimeout(resolve, 300))
      },
    }
    const { digest } = base.descriptor
    registry.next(new RegExp(digest), (_request, response) => sayError(response, 403, 'DENIED', 'not this one'), 9)
    await expect(push(image('a', [base, slow]), name('team/a:1'))).rejects.toThrow(/HTTP status 403$/)
    expect(methods('PUT').filter((line) => line.includes('manifests'))).toEqual([])
    expect(events.map(({ type }) => type)).toContain('step-failed')
    expect(registry.uploads.open).toBe(0)
  })

  it('to take a manifest is told with what may be the reason', async () => {
    registry.next(/manifests\/1$/, (_request, response) => sayError(response, 404, 'MANIFEST_UNKNOWN', 'none'))
    registry.next(/manifests\/1$/, (_request, response) => sayError(response, 400, 'MANIFEST_INVALID', 'what is that?'))
    await expect(push(image('a'), name('team/a:1'))).rejects.toMatchObject({
      code: 'registry',
      message: `cannot push the manifest of ${registry.host}/team/a:1 to ${registry.host}: HTTP status 400 (what is that?)`,
      hint: expect.stringContaining('too old') as string,
    })
  })

  it('to keep a manifest as it is, is an error', async () => {
    registry.next(/manifests\/1$/, (_request, response) => sayError(response, 404, 'MANIFEST_UNKNOWN', 'none'))
    registry.next(
      /manifests\/1$/,
      (_request, response) => void response.writeHead(201, { 'Docker-Content-Digest': sha256('other') }).end(),
      9,
    )
    await expect(push(image('a'), name('team/a:1'))).rejects.toMatchObject({ code: 'integrity' })
  })
})
