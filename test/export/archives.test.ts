import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { dockerArchive } from '../../src/export/dockerArchive.js'
import { ociArchive } from '../../src/export/ociArchive.js'
import { writeOciLayout } from '../../src/export/ociLayout.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Image, Layer } from '../../src/oci/image.js'
import { imageContent } from '../../src/oci/imageContent.js'
import { newImage } from '../../src/oci/mutate.js'
import { verifyArchive } from '../support/archiveVerifier/verifyArchive.js'
import { parseReference } from '../../src/oci/reference.js'
import { openAll, openArchive } from '../../src/sources/openArchive.js'
import { layerOf } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { imageSummary } from '../support/imageSummary.js'
import { readTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'
import { errorsIn } from '../support/verified.js'

const folder = temporaryFolder()
const { signal } = new AbortController()
const names = ['com/my/task:1.0.0', 'localhost:5000/other'].map(parseReference)
const created = 315532800
let count = 0

function layer(plain: Buffer, bytes = plain, mediaType: string = mediaTypes.layer): Layer {
  const path = join(folder, `layer${++count}`)
  writeFileSync(path, bytes)
  return {
    descriptor: { mediaType, digest: sha256(bytes), size: bytes.length },
    diffId: sha256(plain),
    locate: () => Promise.resolve({ path, offset: 0 }),
  }
}

function imageOf(...layers: Layer[]): Image {
  const history = layers.map(() => ({ created_by: 'COPY' }))
  return newImage({ config: { os: 'linux', architecture: 'amd64', config: { Cmd: ['sh'] }, history }, layers })
}

const plain = layer(layerOf('a', 'one'))
const zipped = layer(layerOf('b', 'two'), gzipSync(layerOf('b', 'two')), mediaTypes.dockerLayerGzip)
const image = imageOf(plain, zipped, plain)

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** A layer that cannot be read. */
const lost: Layer = {
  ...plain,
  descriptor: { ...plain.descriptor, digest: sha256('lost') },
  locate: () => Promise.resolve({ path: join(folder, 'lost'), offset: 0 }),
}

describe.each([
  ['dockerArchive', dockerArchive],
  ['ociArchive', (image: Image, ...rest: [typeof names, number]) => ociArchive(imageContent(image), ...rest)],
])('%s', (_, write) => {
  it('is sound for both readers, with all of its names', async () => {
    const path = join(folder, `${++count}.tar`)
    writeFileSync(path, await bytesOf(write(image, names, created)))
    const opened = await openArchive(path)
    expect(opened.names).toEqual(['docker.io/com/my/task:1.0.0', 'localhost:5000/other:latest'])
    expect(await errorsIn(path)).toEqual([])
    expect(Buffer.from(opened.image.configBytes)).toEqual(Buffer.from(image.configBytes))
    expect((await openAll(path)).length).toBe(1)
    const report = await verifyArchive(write(image, names, created))
    expect(report).toMatchObject({ problems: [], images: [{ id: sha256(image.configBytes), layers: 3 }] })
  })

  it('holds plain files of root and their folders, a repeated layer once, and is the same each time', async () => {
    const bytes = await bytesOf(write(image, names, created))
    const items = readTar(bytes)
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length)
    const folders = items.filter(({ type }) => type === 'dir')
    expect(folders.map(({ name }) => name)).toEqual(['blobs', 'blobs/sha256'])
    for (const item of items) {
      const kind = folders.includes(item) ? { type: 'dir', mode: 0o755 } : { type: 'file', mode: 0o644 }
      expect(item).toMatchObject({ ...kind, uid: 0, gid: 0, mtime: created })
    }
    expect(items.filter(({ body }) => sha256(body) === plain.descriptor.digest).length).toBe(1)
    expect(await bytesOf(write(image, names, created))).toEqual(bytes)
  })

  it('passes on why a layer cannot be read', async () => {
    expect((await failure(bytesOf(write(imageOf(lost), names, created)))).message).toContain('cannot read')
  })

  it('needs neither a name nor a layer', async () => {
    const bytes = await bytesOf(write(imageOf(), [], created))
    expect(await verifyArchive(write(imageOf(), [], created))).toMatchObject({
      problems: [],
      images: [{ names: [], layers: 0 }],
    })
    expect(readTar(bytes).some(({ name }) => name === 'index.json')).toBe(true)
  })
})

describe('dockerArchive', () => {
  it('begins with manifest.json, whose names are as docker save writes them', async () => {
    const items = readTar(await bytesOf(dockerArchive(image, names, created)))
    const blob = (digest: string): string => `blobs/sha256/${digest.slice(7)}`
    expect(items[0]?.name).toBe('manifest.json')
    expect(JSON.parse(items[0]?.body.toString() ?? '')).toEqual([
      {
        Config: blob(sha256(image.configBytes)),
        RepoTags: ['com/my/task:1.0.0', 'localhost:5000/other:latest'],
        Layers: [plain, zipped, plain].map(({ descriptor }) => blob(descriptor.digest)),
      },
    ])
    expect(items.map(({ name }) => name).slice(-2)).toEqual(['index.json', 'oci-layout'])
  })

  it('names the image in index.json, with OCI media types', async () => {
    const items = readTar(await bytesOf(dockerArchive(image, names, created)))
    const document = (name: string): unknown =>
      JSON.parse(items.find((item) => item.name === name)?.body.toString() ?? '')
    const { manifests } = document('index.json') as { manifests: { digest: string; annotations: object }[] }
    expect(manifests.map(({ annotations }) => annotations)).toEqual([
      { 'io.containerd.image.name': 'docker.io/com/my/task:1.0.0', 'org.opencontainers.image.ref.name': '1.0.0' },
      { 'io.containerd.image.name': 'localhost:5000/other:latest', 'org.opencontainers.image.ref.name': 'latest' },
    ])
    const manifest = document(`blobs/sha256/${manifests[0]?.digest.slice(7) ?? ''}`) as {
      layers: { mediaType: string }[]
    }
    expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual([
      mediaTypes.layer,
      mediaTypes.layerGzip,
      mediaTypes.layer,
    ])
  })

  it('is what a reader that shares no code with it makes of it', async () => {
    const summary = imageSummary(await bytesOf(dockerArchive(image, names, created)))
    expect(summary).toMatchObject({
      tags: ['com/my/task:1.0.0', 'localhost:5000/other:latest'],
      config: { Cmd: ['sh'] },
      layers: 3,
    })
    expect(Object.keys(summary.tree)).toEqual(['a', 'b'])
  })
})

describe('writeOciLayout', () => {
  const other = imageOf(zipped)

  it('makes a layout, and adds to it', async () => {
    const dest = join(folder, 'new/layout')
    await writeOciLayout(imageContent(image), names.slice(0, 1), dest, signal)
    await writeOciLayout(imageContent(other), names.slice(1), dest, signal)
    await writeOciLayout(imageContent(other), names.slice(1), dest, signal)
    for (const [name, expected] of [
      ['1.0.0', image],
      ['localhost:5000/other', other],
    ] as const) {
      const opened = await openArchive(dest, { name })
      expect(opened.image.config).toEqual(expected.config)
    }
    expect(await errorsIn(dest)).toEqual([])
    await writeOciLayout(imageContent(other), names.slice(0, 1), dest, signal)
    expect((await openArchive(dest, { name: '1.0.0' })).image.config).toEqual(other.config)
    expect((await openAll(dest)).length).toBe(1)
    expect(readdirSync(dest).sort()).toEqual(['blobs', 'index.json', 'oci-layout'])
  })

  it('leaves nothing behind when it fails', async () => {
    const dest = join(folder, 'failed')
    await failure(writeOciLayout(imageContent(imageOf(plain, lost)), names, dest, signal))
    expect(existsSync(dest)).toBe(false)
    await writeOciLayout(imageContent(other), names, dest, signal)
    const before = readdirSync(dest, { recursive: true }).sort()
    await failure(writeOciLayout(imageContent(imageOf(plain, lost)), names, dest, signal))
    expect(readdirSync(dest, { recursive: true }).sort()).toEqual(before)
    expect(await errorsIn(dest)).toEqual([])
  })

  it('refuses a folder of something else', async () => {
    const dest = join(folder, 'else')
    mkdirSync(dest)
    writeFileSync(join(dest, 'precious'), 'mine')
    expect(await failure(writeOciLayout(imageContent(image), names, dest, signal))).toMatchObject({
      code: 'format',
      hint: expect.stringContaining('new folder') as string,
    })
    expect(readFileSync(join(dest, 'precious'), 'utf8')).toBe('mine')
    expect((await failure(writeOciLayout(imageContent(image), names, join(dest, 'precious'), signal))).code).toBe('io')
  })
})
