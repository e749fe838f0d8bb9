import { expect, it } from 'vitest'
import { parsePlatform } from '../../src/core/platform.js'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Reference } from '../../src/oci/reference.js'
import { resolveManifest } from '../../src/registry/pull.js'

const documents = new Map<string, Uint8Array>()
const reference: Reference = { host: 'docker.io', repository: 'library/x', tag: 'v1' }

function get({ tag, digest }: Reference): Promise<{ bytes: Uint8Array; digest: `sha256:${string}` }> {
  const bytes = documents.get(digest ?? tag ?? '') ?? Buffer.from('')
  return Promise.resolve({ bytes, digest: sha256(bytes) })
}

function add(document: object, tag?: string): { digest: string; size: number } {
  const bytes = Buffer.from(JSON.stringify(document))
  for (const name of [sha256(bytes), ...(tag ? [tag] : [])]) documents.set(name, bytes)
  return { digest: sha256(bytes), size: bytes.length }
}

function manifest(
  name: string,
  mediaType: string = mediaTypes.manifest,
): { digest: string; size: number; mediaType: string } {
  const config = { mediaType: mediaTypes.config, digest: sha256(name), size: 1 }
  return { mediaType, ...add({ schemaVersion: 2, mediaType, config, layers: [] }, name) }
}

function index(
  entries: readonly object[],
  tag?: string,
  mediaType: string = mediaTypes.index,
): { digest: string; size: number; mediaType: string } {
  return { mediaType, ...add({ schemaVersion: 2, mediaType, manifests: entries }, tag) }
}

const linux = (architecture: string, variant?: string): object => ({
  platform: { os: 'linux', architecture, ...(variant ? { variant } : {}) },
})
const resolve = async (platform: string): Promise<string> =>
  (await resolveManifest(reference, parsePlatform(platform), get)).digest

it.each([mediaTypes.manifest, mediaTypes.dockerManifest])('takes a manifest of type %s as it is', async (mediaType) => {
  const { digest } = manifest('v1', mediaType)
  expect(await resolve('linux/amd64')).toBe(digest)
})

it.each([mediaTypes.index, mediaTypes.dockerManifestList])(
  'chooses from an index of type %s by platform',
  async (mediaType) => {
    const [amd64, v6, v7, arm64] = ['amd64', 'v6', 'v7', 'arm64'].map((name) => manifest(name))
    index(
      [
        { ...amd64, ...linux('amd64') },
        { ...v6, ...linux('arm', 'v6') },
        { ...v7, ...linux('arm', 'v7') },
        { ...arm64, ...linux('arm64', 'v8') },
      ],
      'v1',
      mediaType,
    )
    expect(await resolve('linux/amd64')).toBe(amd64?.digest)
    expect(await resolve('linux/arm/v7')).toBe(v7?.digest)
    expect(await resolve('linux/arm/v6')).toBe(v6?.digest)
    expect(await resolve('linux/arm64')).toBe(arm64?.digest)
    await expect(resolve('linux/s390x')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('linux/arm/v6') as string,
    })
  },
)

it('goes through an index within an index', async () => {
  const inner = manifest('inner')
  index([index([{ ...inner, ...linux('amd64') }])], 'v1')
  expect(await resolve('linux/amd64')).toBe(inner.digest)
})

it('does not go on for ever', async () => {
  let innermost: object = manifest('inner')
  for (let depth = 0; depth < 6; depth++) innermost = index([innermost])
  index([innermost], 'v1')
  await expect(resolve('linux/amd64')).rejects.toMatchObject({ code: 'format' })
})

it('refuses an entry of another size', async () => {
  index([{ ...manifest('x'), size: 5 }], 'v1')
  await expect(resolve('linux/amd64')).rejects.toMatchObject({ code: 'integrity' })
})

it('refuses schema 1 by its name', async () => {
  add({ schemaVersion: 1, name: 'library/x', tag: 'v1', fsLayers: [], history: [], signatures: [] }, 'v1')
  await expect(resolve('linux/amd64')).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('schema 1') as string,
  })
})

it('refuses what is no manifest', async () => {
  add({ hello: 'world' }, 'v1')
  await expect(resolve('linux/amd64')).rejects.toMatchObject({ code: 'format' })
})
