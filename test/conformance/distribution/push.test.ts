import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import type { Blob, Content } from '../../../src/oci/content.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { registryContent } from '../../../src/sources/registryContent.js'
import { needs } from '../../support/needs.js'
import { hasRealRegistry } from '../../support/realRegistry.js'
import {
  blobOf,
  client,
  mebibyte,
  newBlob,
  newImage,
  newIndex,
  push,
  readBlob,
  registry,
  useRealRegistry,
} from './registry.js'

// What OCI's distribution-spec has its conformance tests check in the categories "push" and "pull", asked of a real registry by our client.
const present = needs('docker-registry', hasRealRegistry)
const empty = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

describe.runIf(present)('blobs', () => {
  useRealRegistry()
  const to = (repository: string) => ({ host: registry.host, repository })

  it.each<[string, () => Blob]>([
    ['by POST and PUT', () => newBlob(1000)],
    ['in a single chunk and an end', () => newBlob(mebibyte + 1)],
    ['in three chunks', () => newBlob(3 * mebibyte - 5)],
    ['that is an empty file', () => blobOf(Buffer.alloc(0))],
    ['that is an empty JSON object', () => blobOf(Buffer.from('{}'))],
    ['that fills its chunks', () => newBlob(2 * mebibyte)],
  ])('a blob %s is pushed, is there, is read', async (_, make) => {
    const blob = make()
    expect(await client.pushBlob(to('blobs/a'), blob)).toBe('sent')
    expect(await client.pushBlob(to('blobs/a'), blob)).toBe('there')
    expect(sha256(await readBlob('blobs/a', blob))).toBe(blob.descriptor.digest)
  })

  it('a blob that is missing is not found', async () => {
    await expect(readBlob('blobs/a', newBlob())).rejects.toMatchObject({ code: 'not-found' })
    await expect(readBlob('blobs/nowhere', newBlob())).rejects.toMatchObject({ code: 'not-found' })
  })

  it.each([1, 499, 999])('a blob is read from byte %i on', async (from) => {
    const bytes = randomBytes(1000)
    await client.pushBlob(to('blobs/a'), blobOf(bytes))
    expect((await readBlob('blobs/a', blobOf(bytes), from)).equals(bytes.subarray(from))).toBe(true)
  })

  it.each([1000, 3 * mebibyte])('a blob of %i bytes that is not what its digest says is not taken', async (size) => {
    const [wrong, right] = [newBlob(size), newBlob(size)]
    const corrupt = { ...wrong, descriptor: right.descriptor }
    await expect(client.pushBlob(to('blobs/a'), corrupt)).rejects.toMatchObject({ code: 'integrity' })
    await expect(readBlob('blobs/a', right)).rejects.toMatchObject({ code: 'not-found' })
  })

  describe('of another repository', () => {
    it('are mounted where they are there', async () => {
      const blob = newBlob()
      await client.pushBlob(to('blobs/from'), blob)
      expect(await client.pushBlob(to('blobs/to'), { ...blob, origin: to('blobs/from') })).toBe('mounted')
      expect(sha256(await readBlob('blobs/to', blob))).toBe(blob.descriptor.digest)
    })

    it('are sent where they are not', async () => {
      const blob = newBlob()
      expect(await client.pushBlob(to('blobs/to'), { ...blob, origin: to('blobs/from') })).toBe('sent')
    })
  })

  it('an upload that is given up is gone', async () => {
    const controller = new AbortController()
    const blob = newBlob(3 * mebibyte)
    let read = 0
    const open = async function* (): AsyncGenerator<Uint8Array> {
      for await (const bytes of blob.open()) {
        for (let at = 0; at < bytes.length; at += mebibyte) {
          if (++read === 3) controller.abort()
          yield bytes.subarray(at, at + mebibyte)
        }
      }
    }
    const pushed = client.pushBlob(to('blobs/a'), { ...blob, open }, { signal: controller.signal })
    await expect(pushed).rejects.toMatchObject({ code: 'aborted' })
    await expect(readBlob('blobs/a', blob)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe.runIf(present)('manifests', () => {
  useRealRegistry()

  const artifact = { artifactType: 'application/vnd.example.thing' }
  const contents: Record<string, () => Content> = {
    'an image': () => newImage(),
    'an image of plain layers': () => newImage([newBlob(2000, mediaTypes.layer)]),
    'an image of zstd layers': () => newImage([newBlob(2000, mediaTypes.layerZstd)]),
    'an image without layers': () => newImage([]),
    'an image with a layer twice': () => {
      const layer = newBlob()
      return newImage([layer, layer])
    },
    'an image with a large manifest': () => newImage([newBlob()], { annotations: { large: 'x'.repeat(3 * mebibyte) } }),
    'an image with fields of its own': () => newImage([newBlob()], { 'org.example': [1, 2] }),
    'an artifact': () => newImage([newBlob(100, 'text/plain')], artifact),
    'an artifact with a subject': () => newImage([newBlob()], { ...artifact, subject: newImage().descriptor }),
    'an image of Docker': () => newImage([newBlob(1000, mediaTypes.dockerLayerGzip)], {}, mediaTypes.dockerManifest),
    'an index': () => newIndex([newImage(), newImage()]),
    'an index of one': () => newIndex([newImage()]),
    'an index in an index': () => newIndex([newImage(), newIndex([newImage()])]),
    'an empty index': () => newIndex([]),
    'an index with fields of its own': () => newIndex([newImage()], { 'org.example': true, annotations: { a: 'b' } }),
    'a manifest list of Docker': () =>
      newIndex([newImage([newBlob()], {}, mediaTypes.dockerManifest)], {}, mediaTypes.dockerManifestList),
  }

  describe.each(Object.entries(contents))('%s', (_, make) => {
    it.each([undefined, 'v1'])('is pushed by tag %j, is there, is read with its very bytes', async (tag) => {
      const content = make()
      const repository = `manifests/${sha256(content.bytes).slice(7, 19)}`
      await push(content, repository, tag)
      const { digest } = content.descriptor
      for (const named of [{ digest }, ...(tag === undefined ? [] : [{ tag }])]) {
        const name = { host: registry.host, repository, ...named }
        expect(await client.manifestDigest(name)).toBe(digest)
        const found = await client.manifest(name)
        expect(found.digest).toBe(digest)
        expect(Buffer.from(found.bytes).equals(content.bytes)).toBe(true)
        await expectSame(await registryContent(name, client), content, repository)
      }
      if (tag !== undefined) expect(await client.tags({ host: registry.host, repository })).toEqual([tag])
    })
  })

  it('a tag means what was pushed last', async () => {
    const [first, second] = [newImage(), newImage()]
    await push(first, 'manifests/moved', 'v1')
    await push(second, 'manifests/moved', 'v1')
    const name = { host: registry.host, repository: 'manifests/moved', tag: 'v1' }
    expect(await client.manifestDigest(name)).toBe(second.descriptor.digest)
  })

  it.each(['v1', undefined])('one that is missing is not found, by tag %j', async (tag) => {
    await push(newImage(), 'manifests/here', 'here')
    const named = tag === undefined ? { digest: sha256(randomBytes(9)) } : { tag }
    for (const repository of ['manifests/here', 'manifests/nowhere']) {
      const name = { host: registry.host, repository, ...named }
      await expect(client.manifest(name)).rejects.toMatchObject({ code: 'not-found' })
      await expect(client.manifestDigest(name)).rejects.toMatchObject({ code: 'not-found' })
      expect(await client.pushedDigest(name)).toBeUndefined()
    }
  })

  it('one whose parts are not there is refused', async () => {
    const { descriptor, bytes } = newImage()
    const name = { host: registry.host, repository: 'manifests/none', tag: 'v1' }
    const document = { mediaType: descriptor.mediaType, bytes }
    await expect(client.pushManifest(name, document)).rejects.toMatchObject({
      message: expect.stringMatching(/cannot push the manifest of .* \(.*blob unknown/) as string,
    })
  })

  it.each([
    ['is no JSON', Buffer.from('no'), mediaTypes.manifest],
    ['is of a type that nobody knows', Buffer.from('{}'), 'application/x-unknown'],
  ])('one that %s is refused', async (_, bytes, mediaType) => {
    const name = { host: registry.host, repository: 'manifests/none', tag: 'v1' }
    await expect(client.pushManifest(name, { mediaType, bytes })).rejects.toMatchObject({ code: 'registry' })
  })

  it('the tags of a repository are listed', async () => {
    const image = newImage()
    const tags = Array.from({ length: 5 }, (_, i) => `t${i}`)
    for (const tag of tags) await push(image, 'manifests/tags', tag)
    const found = await client.tags({ host: registry.host, repository: 'manifests/tags' })
    expect(found.sort()).toEqual(tags)
  })

  it('the best known blob of all may be a configuration', async () => {
    const config = blobOf(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json')
    expect(config.descriptor.digest).toBe(`sha256:${empty}`)
    expect(await client.pushBlob({ host: registry.host, repository: 'manifests/empty' }, config)).toBe('sent')
  })
})

/** Compares two contents with all that they name, down to the bytes of the blobs. */
async function expectSame(found: Content, expected: Content, repository: string): Promise<void> {
  expect(found.descriptor).toMatchObject({ digest: expected.descriptor.digest, size: expected.descriptor.size })
  if (found.kind === 'index' && expected.kind === 'index') {
    expect(found.members).toHaveLength(expected.members.length)
    for (const [i, member] of expected.members.entries()) {
      const other = found.members[i]
      if (other) await expectSame(other, member, repository)
    }
    return
  }
  if (found.kind !== 'image' || expected.kind !== 'image')
    throw new Error('an image for an index, or an index for an image')
  expect(found.blobs.map(({ descriptor }) => descriptor)).toEqual(expected.blobs.map(({ descriptor }) => descriptor))
  for (const blob of expected.blobs) expect(sha256(await readBlob(repository, blob))).toBe(blob.descriptor.digest)
}
