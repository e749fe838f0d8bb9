import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyArchive } from './verifyArchive.js'
import { fileItem, hex, json, sample, writers } from '../archives.js'
import { temporaryFolder } from '../folder.js'
import { type TarItem, writeTar } from '../tarItems.js'
import { errorsIn } from '../verified.js'

const folder = temporaryFolder()
const image = sample()
const layouts = Object.entries(writers)

/** A buffer in chunks as a browser's File gives them: plain bytes, not Node's Buffer. */
async function* chunked(bytes: Buffer, size = 65536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield new Uint8Array(bytes.subarray(at, at + size))
}

/** Whether Node's own reader finds an archive sound. */
async function isSound(bytes: Buffer): Promise<boolean> {
  const path = join(folder, 'image.tar')
  writeFileSync(path, bytes)
  return (await errorsIn(path)).length === 0
}

describe.each(layouts)('an archive as written by %s', (_, write) => {
  const bytes = writeTar(write(image))

  it('is sound for both readers', async () => {
    const report = await verifyArchive(chunked(bytes))
    expect(report.problems).toEqual([])
    expect(report.images).toMatchObject([
      { id: `sha256:${hex(image.config)}`, os: 'linux', architecture: 'amd64', layers: 3 },
    ])
    expect(report.images[0]?.names.some((name) => name.endsWith('com/my/task:1.0.0'))).toBe(true)
    expect(await isSound(bytes)).toBe(true)
  })

  it('is the same in whatever pieces it comes', async () => {
    const whole = await verifyArchive(chunked(bytes))
    for (const size of [1, 511, 513]) expect(await verifyArchive(chunked(bytes, size))).toEqual(whole)
  })

  it('is broken for both when a byte of a layer, a configuration or a manifest is changed', async () => {
    const items = write(image)
    const hashed = items.filter((item) => isHashed(item))
    expect(hashed.length).toBeGreaterThanOrEqual(3)
    for (const item of hashed) {
      const body = Buffer.from(item.body)
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 0x15
      const broken = writeTar(items.map((other) => (other === item ? { ...item, body } : other)))
      expect((await verifyArchive(chunked(broken))).problems, item.name).not.toEqual([])
      expect(await isSound(broken), item.name).toBe(false)
    }
  })

  it('is broken for both without one of its files', async () => {
    const items = write(image)
    for (const item of items.filter((item) => isHashed(item))) {
      const broken = writeTar(items.filter((other) => other !== item))
      expect((await verifyArchive(chunked(broken))).problems, item.name).not.toEqual([])
      expect(await isSound(broken), item.name).toBe(false)
    }
  })

  it('is broken for both when it is cut within a file', async () => {
    const items = write(image)
    const end = items.reduce((sum, { body }) => sum + 512 + Math.ceil(body.length / 512) * 512, 0)
    const last = items.at(-1)?.body.length ?? 0
    const cut = bytes.subarray(0, end - Math.ceil(last / 512) * 512 + 1)
    expect((await verifyArchive(chunked(cut))).problems.join()).toMatch(/damaged/)
    expect(await isSound(cut)).toBe(false)
  })
})

/** Whether an item's bytes are covered by a digest that both readers check: not so an attestation's. */
function isHashed({ type, name, body }: TarItem): boolean {
  return (
    type === 'file' &&
    /(layer\.tar|[0-9a-f]{64}(\.json|\.tar|\.tar\.gz)?)$/.test(name) &&
    !body.includes('"application/json"')
  )
}

describe('verifyArchive', () => {
  const verify = (items: readonly TarItem[]) => verifyArchive(chunked(writeTar(items)))
  const [layer = Buffer.alloc(0)] = image.layers
  const imageWith = (Layers: Record<string, Buffer>, changes: object = {}): TarItem[] => {
    const diffIds = Object.values(Layers).map(() => `sha256:${hex(layer)}`)
    const config = json({
      os: 'linux',
      architecture: 'amd64',
      rootfs: { type: 'layers', diff_ids: diffIds },
      ...changes,
    })
    const manifest = json([{ Config: 'config', RepoTags: ['a:1'], Layers: Object.keys(Layers) }])
    const layers = Object.entries(Layers).map(([name, body]) => fileItem(name, body))
    return [fileItem('config', config), ...layers, fileItem('manifest.json', manifest)]
  }

  it('finds a sound image', async () => {
    expect((await verify(imageWith({ layer, zipped: gzipSync(layer) }))).problems).toEqual([])
  })

  it('does not inflate twice what was compressed twice', async () => {
    const items = imageWith({ twice: gzipSync(gzipSync(layer)) })
    expect((await verify(items)).problems.join()).toMatch(/the layer twice cannot be inflated/)
    expect(await isSound(writeTar(items))).toBe(false)
  })

  it('does not take a layer that begins with 78 9c for a deflate stream', async () => {
    const odd = Buffer.from(layer)
    odd.set([0x78, 0x9c])
    const { problems } = await verify(imageWith({ odd }))
    expect(problems).toEqual([
      `manifest.json: the layer odd has the DiffID sha256:${hex(odd)}, not sha256:${hex(layer)}`,
    ])
  })

  it.each<[string, TarItem[], RegExp]>([
    ['no image', [fileItem('readme', Buffer.from('hi'))], /^it holds no image$/],
    ['a cut gzip stream', imageWith({ cut: gzipSync(layer).subarray(0, -9) }), /cut cannot be inflated/],
    ['no platform', imageWith({ layer }, { os: undefined }), /names no platform/],
    ['a history of more layers', imageWith({ layer }, { history: [{}, {}] }), /history tells of 2 layers/],
    [
      'more DiffIDs than layers',
      imageWith({ layer }, { rootfs: { diff_ids: [`sha256:${hex(layer)}`, 'x'] } }),
      /1 layers, but the configuration names 2/,
    ],
    ['a manifest.json that is no list', [fileItem('manifest.json', json({}))], /no JSON list/],
    [
      'an index that is no JSON',
      [fileItem('oci-layout', json({})), fileItem('index.json', Buffer.from('{'))],
      /no JSON object/,
    ],
  ])('finds %s', async (_, items, message) => {
    expect((await verify(items)).problems.join('\n')).toMatch(message)
  })

  it('tells of whatever bytes it is given, and ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        expect((await verifyArchive(chunked(Buffer.from(bytes)))).problems).not.toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('throws the error of a source that fails', async () => {
    const failing = (async function* () {
      yield* chunked(writeTar(imageWith({ layer })).subarray(0, 700))
      throw new Error('the file went away')
    })()
    await expect(verifyArchive(failing)).rejects.toThrow('the file went away')
  })
})
