import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOf } from '../../../src/core/digest.js'
import { sha256 } from '../../../src/core/hash.js'
import { parseIndex, parseManifest } from '../../../src/oci/manifest.js'
import { encodeIndex } from '../../../src/rootfs/indexCodec.js'
import { packIndex, unpackIndex } from '../../../src/sources/sharedCache/indexBlob.js'
import { builder, folder, programs } from '../../support/builder.js'
import { FakeRegistry } from '../../support/fakeRegistry.js'
import { pushBase, runner, told, type Told } from '../../support/sharedCacheBuilds.js'

const dest = join(folder, 'cache-of-all')
const fill = { cacheTo: [{ type: 'local', dest, mode: 'max' }] } as const
let registry: FakeRegistry
let build: ReturnType<typeof runner>
let cold: Told
beforeAll(async () => {
  registry = await FakeRegistry.start()
  await pushBase(registry)
  build = runner(registry)
  cold = await build(fill)
})
afterAll(() => registry.stop())

let copies = 0
/** A copy of the cache, to be spoilt. */
function copyOf(): string {
  const copy = join(folder, `spoilt-${copies++}`)
  cpSync(dest, copy, { recursive: true })
  return copy
}
const from = (src: string) => ({ cacheFrom: [{ type: 'local', src }] }) as const
const blobs = (of: string): string => join(of, 'blobs/sha256')

describe('a cache in a folder', () => {
  test('serves who has nothing, with the same bytes', async () => {
    expect(cold).toMatchObject({ runs: ['builtin', 'builtin'], warnings: [] })
    expect(await build(from(dest))).toEqual({ runs: ['local cache', 'local cache'], warnings: [], image: cold.image })
  })

  test('is an OCI layout of one manifest, whose every blob is there', () => {
    const index = parseIndex(readFileSync(join(dest, 'index.json')), 'index.json')
    expect(index.manifests).toMatchObject([{ annotations: { 'org.opencontainers.image.ref.name': 'latest' } }])
    const digest = index.manifests[0]?.digest ?? sha256('')
    const { config, layers } = parseManifest(readFileSync(join(blobs(dest), hexOf(digest))), 'the manifest')
    const named = [digest, config.digest, ...layers.map((layer) => layer.digest)].map(hexOf)
    expect(readdirSync(blobs(dest)).sort()).toEqual(named.sort())
    for (const name of named) expect(hexOf(sha256(readFileSync(join(blobs(dest), name))))).toBe(name)
  })

  test('stays as it is when there is nothing new', async () => {
    const before = readFileSync(join(dest, 'index.json'), 'utf8')
    await build({ ...from(dest), ...fill })
    expect(readFileSync(join(dest, 'index.json'), 'utf8')).toBe(before)
  })

  test('has the same bytes, whoever fills it', async () => {
    const other = join(folder, 'cache-of-another')
    await build({ cacheTo: [{ type: 'local', dest: other, mode: 'max' }] })
    expect(readdirSync(blobs(other)).sort()).toEqual(readdirSync(blobs(dest)).sort())
  })

  test('serves no build that was told to make all anew, which renews it', async () => {
    const { runs } = await build({ ...from(dest), noCache: true })
    expect(runs).toEqual(['builtin', 'builtin'])
  })

  test('is no part of the context', async () => {
    const { where, run } = builder({
      Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nCOPY . /all/\nRUN mkdir /x\n',
      ...programs,
    })
    const inContext = { type: 'local', dest: join(where, 'cache') } as const
    const first = await told(run, { cacheTo: [inContext] })
    expect(existsSync(join(where, 'cache/index.json'))).toBe(true)
    expect(await told(run, from(join(where, 'cache')))).toEqual({ ...first, runs: ['local cache'] })
  })

  test('that is not there yet is no failure', async () => {
    const { warnings, image } = await build(from(join(folder, 'nowhere')))
    expect({ warnings, image }).toEqual({ warnings: [], image: cold.image })
  })

  test('that cannot be written fails the build, unless that was allowed', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const written = { type: 'local', dest: join(file, 'cache') } as const
    await expect(build({ cacheTo: [written] })).rejects.toMatchObject({ code: 'io' })
    const { image, warnings } = await build({ cacheTo: [{ ...written, ignoreError: true }] })
    expect(image).toBe(cold.image)
    expect(warnings).toEqual([expect.stringContaining('was not written')])
  })
})

describe('a spoilt cache costs a warning and what it was to spare', () => {
  test.each(['changed', 'cut', 'gone'])('each blob %s', async (how) => {
    for (const name of readdirSync(blobs(dest))) {
      const copy = copyOf()
      const path = join(blobs(copy), name)
      const bytes = readFileSync(path)
      if (how === 'gone') rmSync(path)
      else if (how === 'cut') writeFileSync(path, bytes.subarray(0, bytes.length - 1))
      else writeFileSync(path, flipped(bytes, bytes.length >> 1))
      const { image, warnings } = await build(from(copy))
      expect(image).toBe(cold.image)
      if (how !== 'gone') expect(warnings).not.toEqual([])
    }
  })

  test('any byte of its documents', async () => {
    const documents = ['index.json', ...documentsOf(dest).map((name) => join('blobs/sha256', name))]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...documents), fc.nat(), fc.nat(255), async (name, at, byte) => {
        const copy = copyOf()
        const bytes = Buffer.from(readFileSync(join(copy, name)))
        bytes[at % bytes.length] = byte
        writeFileSync(join(copy, name), bytes)
        expect((await build(from(copy))).image).toBe(cold.image)
      }),
      { numRuns: 25 },
    )
  })

  test('any value of its document, sealed anew', async () => {
    const [manifest, document] = documentsOf(dest)
    const value: unknown = JSON.parse(readFileSync(join(blobs(dest), document), 'utf8'))
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue({ maxDepth: 1 }), async (place, replacement) => {
        const copy = copyOf()
        const changed = Buffer.from(JSON.stringify(replaced(value, place, replacement)))
        seal(copy, manifest, document, changed)
        expect((await build(from(copy))).image).toBe(cold.image)
      }),
      { numRuns: 40 },
    )
  })

  test('an index that is not that of its layer', async () => {
    const [manifest] = documentsOf(dest)
    const { layers } = parseManifest(readFileSync(join(blobs(dest), manifest)), 'the manifest')
    const indexes = layers.filter(({ mediaType }) => mediaType.includes('index'))
    expect(indexes).toHaveLength(3)
    for (const { digest } of indexes) {
      const copy = copyOf()
      const index = await unpackIndex(readFileSync(join(blobs(copy), hexOf(digest))))
      const entries = index.entries.map((entry) => ({ ...entry, header: { ...entry.header, uid: 7 } }))
      const lie = Buffer.concat(await all((await packIndex(encodeIndex({ ...index, entries }))).open()))
      seal(copy, manifest, hexOf(digest), lie)
      const { image, warnings } = await build(from(copy))
      expect(image).toBe(cold.image)
      expect(warnings.join()).toContain('holds other files than the cache says')
    }
  })

  test('is whole again when it is filled anew', async () => {
    for (const name of readdirSync(blobs(dest))) {
      const copy = copyOf()
      rmSync(join(blobs(copy), name))
      await build({ ...from(copy), cacheTo: [{ type: 'local', dest: copy, mode: 'max' }] })
      expect(existsSync(join(blobs(copy), name))).toBe(true)
      expect(await build(from(copy))).toEqual({ runs: ['local cache', 'local cache'], warnings: [], image: cold.image })
    }
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** The names of the manifest and of the document. */
function documentsOf(of: string): [string, string] {
  const index = parseIndex(readFileSync(join(of, 'index.json')), 'index.json')
  const manifest = hexOf(index.manifests[0]?.digest ?? sha256(''))
  const { config } = parseManifest(readFileSync(join(blobs(of), manifest)), 'the manifest')
  return [manifest, hexOf(config.digest)]
}

/** Puts other bytes in the place of a blob, and names them by their own digest wherever the former was named. */
function seal(copy: string, manifest: string, name: string, bytes: Buffer): void {
  mkdirSync(blobs(copy), { recursive: true })
  const put = (content: Buffer): string => {
    const hex = hexOf(sha256(content))
    writeFileSync(join(blobs(copy), hex), content)
    return hex
  }
  const rename = (text: string, before: string, after: Buffer, beforeSize: number): string =>
    text
      .replaceAll(before, hexOf(sha256(after)))
      .replace(new RegExp(`("digest":"sha256:${hexOf(sha256(after))}","size":)${beforeSize}\\b`), `$1${after.length}`)
  const size = readFileSync(join(blobs(copy), name)).length
  put(bytes)
  const [, document] = documentsOf(copy)
  const formerManifest = readFileSync(join(blobs(copy), manifest), 'utf8')
  let nextManifest = rename(formerManifest, name, bytes, size)
  if (name !== document) {
    const former = readFileSync(join(blobs(copy), document), 'utf8')
    const next = Buffer.from(former.replaceAll(name, hexOf(sha256(bytes))))
    put(next)
    nextManifest = rename(nextManifest, document, next, former.length)
  }
  const sealed = Buffer.from(nextManifest)
  put(sealed)
  const index = readFileSync(join(copy, 'index.json'), 'utf8')
  writeFileSync(join(copy, 'index.json'), rename(index, manifest, sealed, formerManifest.length))
}

/** A value with one of the values in it replaced, counted in the order of the text. */
function replaced(value: unknown, place: number, replacement: unknown): unknown {
  let total = 0
  JSON.stringify(value, (_key, part: unknown) => {
    total++
    return part
  })
  let at = -1
  const chosen = place % total
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => {
      at++
      return at === chosen ? replacement : part
    }),
  )
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const list: Uint8Array[] = []
  for await (const chunk of chunks) list.push(chunk)
  return list
}
