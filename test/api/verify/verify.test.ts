import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verify } from '../../../src/api/verify/verify.js'
import { sha256 } from '../../../src/core/hash.js'
import { OciPackError } from '../../../src/core/errors.js'
import { cases } from '../../conformance/readers/cases.js'
import { fileItem, hex, sample, writers } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { type TarItem, writeTar } from '../../support/tarItems.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
let count = 0

function archive(bytes: Buffer): string {
  const path = join(folder, `${++count}.tar`)
  writeFileSync(path, bytes)
  return path
}

function layoutFolder(items: readonly TarItem[]): string {
  const path = join(folder, `layout-${++count}`)
  for (const { name, body } of items.filter(({ type }) => type === 'file')) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), body)
  }
  return path
}

const image = sample()

describe('what is told of an image', () => {
  it.each(Object.entries(writers))('as written by %s', async (_, write) => {
    const items = write(image)
    const { images, passes } = await verify(archive(writeTar(items)))
    const manifests = items.filter(({ body }) => body.includes('"layers":[{'))
    expect(passes).toBe(true)
    expect(images).toEqual([
      {
        names: ['com/my/task:1.0.0'],
        imageId: sha256(image.config),
        // The digest that is written there, where there is one.
        ...(manifests[0] ? { manifestDigest: `sha256:${hex(manifests[0].body)}` } : {}),
        platform: 'linux/amd64',
        layers: 3,
        size: expect.any(Number) as number,
      },
    ])
  })

  it('is the same of a folder, whose tar the engines without folders are told of', async () => {
    const { images, passes, readers } = await verify(layoutFolder(writers['an OCI archive'](image)))
    expect(passes).toBe(true)
    expect(images).toMatchObject([{ names: ['com/my/task:1.0.0'], layers: 3 }])
    expect(readers.filter(({ takes }) => takes).map(({ reader }) => reader)).toEqual([
      'podman',
      'skopeo-oci-archive',
      'umoci',
    ])
    expect(readers.find(({ reader }) => reader === 'docker')?.reasons.join()).toMatch(/tar -C/)
  })

  it('is the same of an archive that is compressed as a whole, and nothing of it is left behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('oci-pack-verify-'))
    const plain = writeTar(writers['docker save 28'](image))
    const { images, findings } = await verify(archive(gzipSync(plain)))
    expect(images).toEqual((await verify(archive(plain))).images)
    expect(findings.map(({ rule }) => rule)).toEqual(['archive-compressed'])
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('oci-pack-verify-'))).toEqual(before)
  })

  it('tells of each layer what made it', async () => {
    const { findings } = await verify(archive(cases['a setuid program'] ?? Buffer.alloc(0)))
    expect(findings).toMatchObject([
      { rule: 'mode-setuid', layer: { number: 2, createdBy: 'COPY' }, entries: ['su (4755)'], count: 1 },
    ])
  })

  it('reads a layer that several images share once for its findings', async () => {
    const { images, findings } = await verify(archive(cases['two images'] ?? Buffer.alloc(0)))
    expect(images).toHaveLength(2)
    expect(findings).toEqual([])
  })
})

describe('which image', () => {
  const two = archive(cases['two images'] ?? Buffer.alloc(0))

  it('is all of them unless one is chosen', async () => {
    const names = async (choice: object): Promise<unknown> =>
      (await verify(two, choice)).images.map(({ names }) => names)
    expect(await names({})).toEqual([['verify/readers:1'], ['verify/other:2']])
    expect(await names({ name: 'verify/other:2' })).toEqual([['verify/other:2']])
    expect(await names({ platform: 'linux/amd64' })).toHaveLength(2)
  })

  it('must be there', async () => {
    const error = await failure(verify(two, { name: 'verify/third:1', platform: 'linux/arm64' }))
    expect(error).toMatchObject({ code: 'not-found', hint: expect.stringContaining('verify/readers:1') as string })
  })
})

it('stops when it is told to, and tells of what cannot be read', async () => {
  const path = archive(writeTar(writers['docker save 28'](image)))
  expect((await failure(verify(path, { signal: AbortSignal.abort() }))).code).toBe('aborted')
  expect((await failure(verify(join(folder, 'gone.tar')))).code).toBe('io')
})

describe('whatever bytes are changed', () => {
  const items = writers['docker save 28'](image)
  const bytes = writeTar(items)
  const layers = items.filter(({ name }) => image.layers.some((layer) => name.endsWith(hex(layer))))

  it('a changed byte of a layer is never sound', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...layers),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (layer, at, by) => {
          const body = Buffer.from(layer.body)
          const i = at % body.length
          body[i] = (body[i] ?? 0) ^ by
          const changed = writeTar(items.map((item) => (item === layer ? fileItem(item.name, body) : item)))
          expect((await verify(archive(changed))).passes).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('there are findings or an error of ours, and no other', async () => {
    const mutation = fc.record({
      at: fc.nat(bytes.length - 1),
      length: fc.nat(600),
      by: fc.uint8Array({ minLength: 1, maxLength: 600 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        let changed = bytes
        for (const { at, length, by } of mutations)
          changed = Buffer.concat([changed.subarray(0, at), by, changed.subarray(at + length)])
        try {
          const { passes, images, readers } = await verify(archive(changed))
          // What is sound still is the image that it was.
          if (passes) expect(images).toMatchObject([{ imageId: sha256(image.config), layers: 3 }])
          expect(readers.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(OciPackError)
        }
      }),
      { numRuns: 150 },
    )
  })
})
