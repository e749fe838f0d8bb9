import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { readExtent } from '../../src/core/host/readExtent.js'
import type { Layer } from '../../src/oci/image.js'
import { parsePlatform } from '../../src/core/platform.js'
import { openAll, openArchive } from '../../src/sources/openArchive.js'
import { type ArchiveSample, fileItem, hex, json, linkItem, sample, writers } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { type TarItem, writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'
import { errorsIn } from '../support/verified.js'

const folder = temporaryFolder()
const image = sample()
const layouts = Object.entries(writers)
let count = 0

function archive(items: readonly TarItem[]): string {
  const path = join(folder, `${++count}.tar`)
  writeFileSync(path, writeTar(items))
  return path
}

function layoutFolder(items: readonly TarItem[]): string {
  const root = join(folder, String(++count))
  for (const { name, body } of items.filter(({ type }) => type === 'file')) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), body)
  }
  return root
}

async function bytesOf({ descriptor, locate }: Pick<Layer, 'descriptor' | 'locate'>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent(await locate(), descriptor.size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe.each(layouts)('an archive as written by %s', (_, write) => {
  it('gives the image, its layers where they lie', async () => {
    const path = archive(write(image))
    const opened = await openArchive(path)
    expect(Buffer.from(opened.image.configBytes)).toEqual(image.config)
    expect(opened.names.map((name) => name.replace(/^docker.io\//, ''))).toEqual(['com/my/task:1.0.0'])
    expect(opened.image.layers.map(({ diffId }) => diffId)).toEqual(opened.image.config.rootfs.diff_ids)
    const stored = await Promise.all(opened.image.layers.map(bytesOf))
    expect(stored.map((bytes) => `sha256:${hex(bytes)}`)).toEqual(
      opened.image.layers.map(({ descriptor }) => descriptor.digest),
    )
    expect(await errorsIn(path)).toEqual([])
    for (const layer of opened.image.layers) expect((await layer.locate()).path).toBe(path)
  })

  it('is read where it lies in another file', async () => {
    const bytes = writeTar(write(image))
    const path = join(folder, `${++count}.zip`)
    writeFileSync(path, Buffer.concat([Buffer.alloc(77, 'x'), bytes, Buffer.alloc(5000, 'y')]))
    const { image: opened } = await openArchive({ name: 'inner', path, offset: 77, size: bytes.length })
    expect(Buffer.from(opened.configBytes)).toEqual(image.config)
    const cut = openArchive({ name: 'inner', path, offset: 77, size: 512 * 4 })
    expect((await failure(cut)).message).toMatch(/^inner /)
  })

  it('is refused when it is cut short', async () => {
    const items = write(image)
    const path = archive(items)
    const headers = 512 * items.length
    truncateSync(path, headers)
    expect((await failure(openArchive(path))).code).toMatch(/integrity|format/)
  })
})

it('reads a layout in a folder', async () => {
  const path = layoutFolder(writers['an OCI archive'](image))
  const opened = await openArchive(path)
  expect(await errorsIn(path)).toEqual([])
  expect(opened.names).toEqual(['docker.io/com/my/task:1.0.0'])
})

it('follows hard links and absolute links within an archive, and none out of it', async () => {
  const [layer = Buffer.alloc(0)] = image.layers
  const one = (Layers: string[]): TarItem =>
    fileItem('manifest.json', json([{ Config: 'c.json', RepoTags: null, Layers }]))
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [`sha256:${hex(layer)}`] },
  })
  const items = [fileItem('c.json', config), fileItem('real/layer.tar', layer)]
  const hard: TarItem = { ...linkItem('hard.tar', 'real/layer.tar'), type: 'hardlink' }
  for (const link of [
    hard,
    linkItem('absolute.tar', '/real/layer.tar'),
    linkItem('x/y/up.tar', '../../../../real/layer.tar'),
  ]) {
    const opened = await openArchive(archive([...items, link, one([link.name])]))
    expect(await Promise.all(opened.image.layers.map(bytesOf))).toEqual([layer])
    expect(opened.names).toEqual([])
  }
  const loop = [linkItem('a', 'b'), linkItem('b', 'a')]
  expect((await failure(openArchive(archive([...items, ...loop, one(['a'])])))).message).toContain('lacks a')
  expect(
    (await failure(openArchive(archive([...items, linkItem('out', '/etc/passwd'), one(['out'])])))).message,
  ).toContain('lacks out')
})

describe('many images', () => {
  const many = (count: number, layers: number): TarItem[] => {
    const names = Array.from({ length: layers }, () => 'layer.tar')
    const layer = Buffer.alloc(1024)
    const config = (i: number): Buffer =>
      json({
        os: 'linux',
        architecture: 'amd64',
        config: { Labels: { i: String(i) } },
        rootfs: { type: 'layers', diff_ids: names.map(() => sha256(layer)) },
      })
    const images = Array.from({ length: count }, (_, i) => ({
      Config: `${i}.json`,
      RepoTags: [`a:${i}`],
      Layers: names,
    }))
    return [
      fileItem('manifest.json', json(images)),
      fileItem('layer.tar', layer),
      ...images.map(({ Config }, i) => fileItem(Config, config(i))),
    ]
  }

  it('are not opened together, and not all named', async () => {
    const path = archive(many(101, 1))
    const hint = expect.stringMatching(/It holds: a:0, .*, a:19 and 81 more\.$/) as string
    expect(await failure(openAll(path))).toMatchObject({ code: 'unsupported', hint })
    expect(await openAll(archive(many(100, 1)))).toHaveLength(100)
    expect((await failure(openArchive(path))).hint).toMatch(/: a:0, .*, a:19 and 81 more\.$/)
  })

  it.runIf(existsSync('/proc/self/fd'))('of many layers need few open files', async () => {
    const path = archive(many(60, 60))
    let most = 0
    const watching = setInterval(() => {
      most = Math.max(most, readdirSync('/proc/self/fd').length)
    })
    const before = readdirSync('/proc/self/fd').length
    await openAll(path)
    clearInterval(watching)
    expect(most).toBeLessThan(before + 50)
  })
})

describe('several images', () => {
  const other = sample({ repository: 'library/other', tag: 'latest', file: 'x' })
  const arm = sample({ architecture: 'arm64', file: 'y' })

  it('are told apart by name', async () => {
    const path = archive(both(image, other))
    expect((await openAll(path)).length).toBe(2)
    expect(Buffer.from((await openArchive(path, { name: 'other' })).image.configBytes)).toEqual(other.config)
    expect(Buffer.from((await openArchive(path, { name: 'docker.io/com/my/task:1.0.0' })).image.configBytes)).toEqual(
      image.config,
    )
    expect(await failure(openArchive(path))).toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('com/my/task:1.0.0') as string,
    })
    expect(await failure(openArchive(path, { name: 'nobody' }))).toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('com/my/task') as string,
    })
  })

  it('are told apart by platform', async () => {
    const path = archive(both(image, arm))
    for (const [platform, expected] of [
      ['linux/amd64', image],
      ['linux/arm64', arm],
      ['linux/arm64/v8', arm],
    ] as const) {
      const opened = await openArchive(path, { platform: parsePlatform(platform) })
      expect(Buffer.from(opened.image.configBytes)).toEqual(expected.config)
    }
    const error = await failure(openArchive(path, { platform: parsePlatform('linux/s390x') }))
    expect(error).toMatchObject({
      code: 'not-found',
      hint: 'It has: linux/amd64, linux/arm64. Choose one with --platform.',
    })
  })

  it('need the platform even of a single one', async () => {
    const path = archive(writers['docker save 28'](arm))
    expect((await openArchive(path)).image.config.architecture).toBe('arm64')
    expect((await failure(openArchive(path, { platform: parsePlatform('linux/amd64') }))).code).toBe('not-found')
  })

  it('in a layout are found by their tag', async () => {
    const path = layoutFolder(writers['an OCI archive'](image))
    expect((await openArchive(path, { name: '1.0.0' })).image.config.os).toBe('linux')
    expect((await failure(openArchive(path, { name: '2.0.0' }))).code).toBe('not-found')
  })
})

describe('what is broken', () => {
  const items = writers['docker save 28'](image)
  const replaced = (name: RegExp, body: Buffer): TarItem[] =>
    items.map((item) => (name.test(item.name) ? { ...item, body } : item))
  const config = new RegExp(hex(image.config))

  it.each<[string, readonly TarItem[], string, RegExp]>([
    [
      'a changed configuration',
      replaced(config, Buffer.from(image.config.toString().replace('PATH', 'PUTH'))),
      'integrity',
      /corrupt/,
    ],
    [
      'a longer configuration',
      replaced(config, Buffer.concat([image.config, Buffer.from(' ')])),
      'integrity',
      /bytes where/,
    ],
    ['an index that is no JSON', replaced(/index.json/, Buffer.from('{')), 'format', /index.json is not JSON/],
    ['an index without a version', replaced(/index.json/, json({ manifests: [] })), 'format', /schemaVersion/],
    ['a missing layer', items.filter(({ body }) => body !== image.layers[1]), 'format', /lacks blobs/],
    ['nothing', [], 'format', /holds no image/],
    ['something else', [fileItem('hello.txt', Buffer.from('hi'))], 'format', /holds no image/],
    ['a manifest.json that is no list', [fileItem('manifest.json', json({}))], 'format', /manifest.json/],
    ['a manifest.json without Config', [fileItem('manifest.json', json([{ Layers: [] }]))], 'format', /0\.Config/],
    ['an empty manifest.json', [fileItem('manifest.json', json([]))], 'not-found', /no image/],
    [
      'a missing configuration',
      [fileItem('manifest.json', json([{ Config: 'x.json', Layers: [] }]))],
      'format',
      /lacks x.json/,
    ],
    ['more layers than DiffIDs', moreLayers(image), 'format', /4 layers, but/],
  ])('%s is refused', async (_, broken, code, message) => {
    const error = await failure(openArchive(archive(broken)))
    expect(error).toMatchObject({ code })
    expect(error.message).toMatch(message)
  })

  it('a compressed archive is refused with what to do', async () => {
    const path = join(folder, 'image.tar.gz')
    writeFileSync(path, gzipSync(writeTar(items)))
    expect(await failure(openArchive(path))).toMatchObject({
      code: 'unsupported',
      hint: `Unpack it first, such as by gzip -dk ${path}`,
    })
  })

  it('what is no archive, or not there, is refused', async () => {
    const path = join(folder, 'text')
    writeFileSync(path, 'hello '.repeat(1000))
    expect((await failure(openArchive(path))).code).toBe('format')
    writeFileSync(path, '')
    expect((await failure(openArchive(path))).code).toBe('format')
    expect((await failure(openArchive(join(folder, 'absent')))).code).toBe('io')
    expect((await failure(openArchive(folder))).code).toBe('format')
  })
})

function both(a: ArchiveSample, b: ArchiveSample): TarItem[] {
  const items = [a, b].flatMap(writers['docker save 24'])
  const manifests = items.filter(({ name }) => name === 'manifest.json')
  const merged = manifests.flatMap(({ body }) => JSON.parse(body.toString()) as unknown[])
  return [...items.filter((item) => !manifests.includes(item)), fileItem('manifest.json', json(merged))]
}

function moreLayers(from: ArchiveSample): TarItem[] {
  return writers['docker save 24']({ ...from, layers: [...from.layers, from.layers[1] ?? Buffer.alloc(0)] })
}

it('follows no index that names the next one again and again', async () => {
  const type = 'application/vnd.oci.image.index.v1+json'
  const last = json({})
  const items = [
    fileItem('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
    fileItem(`blobs/sha256/${hex(last)}`, last),
  ]
  let manifests: unknown[] = [
    { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${hex(last)}`, size: last.byteLength },
  ]
  for (let depth = 0; depth < 3; depth++) {
    const index = json({ schemaVersion: 2, mediaType: type, manifests })
    items.push(fileItem(`blobs/sha256/${hex(index)}`, index))
    const entry = { mediaType: type, digest: `sha256:${hex(index)}`, size: index.byteLength }
    manifests = Array.from({ length: 1000 }, () => entry)
  }
  items.push(fileItem('index.json', json({ schemaVersion: 2, manifests })))
  expect((await failure(openArchive(archive(items)))).message).toContain('name more than 10000 manifests')
})
