import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Digest } from '../../../src/core/digest.js'
import { build, type BuildResult, lock, type LockOptions, type LockReport } from '../../../src/index.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { FakeRegistry } from '../../support/fakeRegistry.js'
import { temporaryFolder } from '../../support/folder.js'
import { sampleImage, sampleTar } from '../../support/sampleImage.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
let count = 0
let registry: FakeRegistry
let context: string
let cacheDir: string

beforeEach(async () => {
  registry = await FakeRegistry.start()
  context = join(folder, `context-${count++}`)
  cacheDir = `${context}-store`
  mkdirSync(context)
})
afterEach(() => registry.stop())

/** Gives a tag an image of one file, and tells what the tag means now. */
async function push(name: string, content: string): Promise<Digest> {
  const image = sampleImage([await sampleTar({ file: content })])
  registry.addBlob(image.config)
  for (const { blob } of image.layers) registry.addBlob(blob)
  return registry.addManifest(name, image.manifest, 'v1').digest
}

const dockerfile = (...lines: string[]): void =>
  writeFileSync(join(context, 'Dockerfile'), lines.join('\n').replaceAll('HOST', registry.host))
const place = (): string => join(context, 'Dockerfile.lock')
const lockIt = (more: Partial<LockOptions> = {}): Promise<LockReport> => lock({ context, cacheDir, env: {}, ...more })
const buildIt = (more: object = {}): Promise<BuildResult> =>
  build({ context, cacheDir, env: {}, outputs: [{ type: 'docker', dest: `${context}.tar` }], ...more })
const entries = ({ entries }: LockReport): object =>
  Object.fromEntries(entries.map(({ name, before, now }) => [name.replace(registry.host, 'HOST'), [before, now]]))
const locked = (): object => {
  const { images } = JSON.parse(readFileSync(place(), 'utf8')) as { images: Record<string, string> }
  return Object.fromEntries(Object.entries(images).map(([name, now]) => [name.replace(registry.host, 'HOST'), now]))
}

describe('a lock', () => {
  test('holds what each name means, of all stages, and none by digest', async () => {
    const [a, b, c] = [await push('a', 'a'), await push('b', 'b'), await push('c', 'c')]
    dockerfile('FROM HOST/a:v1', `FROM HOST/b:v1@${b}`, 'COPY --from=HOST/c:v1 /file /', 'FROM scratch')
    expect(entries(await lockIt())).toEqual({ 'HOST/a:v1': [undefined, a], 'HOST/c:v1': [undefined, c] })
    expect(locked()).toEqual({ 'HOST/a:v1': a, 'HOST/c:v1': c })
    expect(await lockIt({ target: undefined })).toMatchObject({ same: true })
  })

  test('of a target holds what that needs', async () => {
    const a = await push('a', 'a')
    dockerfile('FROM HOST/a:v1 AS first', 'FROM HOST/b:v1')
    expect(entries(await lockIt({ target: 'first' }))).toEqual({ 'HOST/a:v1': [undefined, a] })
  })

  test('holds an index, which serves all platforms', async () => {
    await push('a', 'a')
    const manifest = registry.manifests.get('a/v1')
    const of = (architecture: string): object => {
      const { digest, size } = registry.addManifest('a', JSON.parse(String(manifest?.bytes)) as { mediaType: string })
      return { mediaType: mediaTypes.manifest, digest, size, platform: { os: 'linux', architecture } }
    }
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [of('amd64'), of('arm64')] }
    const { digest } = registry.addManifest('a', index, 'v1')
    dockerfile('FROM HOST/a:v1')
    await lockIt({ platforms: ['linux/amd64', 'linux/arm64'] })
    expect(locked()).toEqual({ 'HOST/a:v1': digest })
    await buildIt({ locked: true, platform: 'linux/arm64' })
  })

  test('of names that hold the platform is one for several', async () => {
    const [a, b] = [await push('a-amd64', 'a'), await push('a-arm64', 'b')]
    dockerfile('FROM HOST/a-$TARGETARCH:v1')
    await lockIt({ platforms: ['linux/amd64', 'linux/arm64'] })
    expect(locked()).toEqual({ 'HOST/a-amd64:v1': a, 'HOST/a-arm64:v1': b })
  })

  test('keeps what it has, though it has moved, and drops what is used no more', async () => {
    const [a, b] = [await push('a', 'a'), await push('b', 'b')]
    dockerfile('FROM HOST/a:v1', 'FROM HOST/b:v1')
    await lockIt()
    await push('a', 'new')
    const c = await push('c', 'c')
    dockerfile('FROM HOST/a:v1', 'FROM HOST/c:v1')
    expect(entries(await lockIt())).toEqual({
      'HOST/a:v1': [a, a],
      'HOST/b:v1': [b, undefined],
      'HOST/c:v1': [undefined, c],
    })
    expect(locked()).toEqual({ 'HOST/a:v1': a, 'HOST/c:v1': c })
  })

  test('is updated as a whole, or in part', async () => {
    const [a, b] = [await push('a', 'a'), await push('b', 'b')]
    dockerfile('FROM HOST/a:v1', 'FROM HOST/b:v1')
    await lockIt()
    const [newA, newB] = [await push('a', 'new a'), await push('b', 'new b')]
    expect(entries(await lockIt({ update: [`${registry.host}/a:v1`] }))).toEqual({
      'HOST/a:v1': [a, newA],
      'HOST/b:v1': [b, b],
    })
    expect(entries(await lockIt({ update: true }))).toEqual({ 'HOST/a:v1': [newA, newA], 'HOST/b:v1': [b, newB] })
  })

  test('that is only checked is not written', async () => {
    const a = await push('a', 'a')
    dockerfile('FROM HOST/a:v1')
    expect(await lockIt({ check: true })).toMatchObject({ same: false })
    expect(existsSync(place())).toBe(false)
    await lockIt()
    expect(await lockIt({ check: true })).toMatchObject({ same: true })
    const moved = await push('a', 'new')
    expect(entries(await lockIt({ check: true }))).toEqual({ 'HOST/a:v1': [a, moved] })
    expect(locked()).toEqual({ 'HOST/a:v1': a })
  })

  test('of a base that the registry has lost says what to do', async () => {
    dockerfile('FROM HOST/a:v1')
    const digest = `sha256:${'0'.repeat(64)}`
    writeFileSync(place(), JSON.stringify({ version: 1, images: { [`${registry.host}/a:v1`]: digest } }))
    expect(await failure(lockIt())).toMatchObject({
      code: 'not-found',
      hint: 'Take what it is now: oci-pack lock --update.',
      location: { line: 1 },
    })
  })

  test('is refused for a Dockerfile that is no file, and for a name that it does not have', async () => {
    expect((await failure(lockIt({ file: '-' }))).code).toBe('usage')
    expect((await failure(lockIt({ update: ['x'] }))).code).toBe('usage')
  })
})

describe('a locked build', () => {
  test('is the same as one that is not', async () => {
    await push('a', 'a')
    dockerfile('FROM HOST/a:v1', 'COPY --from=HOST/a:v1 /file /copy')
    await lockIt()
    const { imageId } = await buildIt()
    expect((await buildIt({ locked: true })).imageId).toBe(imageId)
    expect((await buildIt({ locked: true, offline: true })).imageId).toBe(imageId)
  })

  test('refuses what has moved, and before anything is built', async () => {
    const [, b] = [await push('a', 'a'), await push('b', 'b')]
    dockerfile('FROM HOST/a:v1', 'WORKDIR /x', 'COPY --from=HOST/b:v1 /file /copy')
    await lockIt()
    const now = await push('b', 'new')
    const steps: string[] = []
    const error = await failure(buildIt({ locked: true, onEvent: ({ type }: { type: string }) => steps.push(type) }))
    expect(error).toMatchObject({ code: 'integrity', location: { line: 3 } })
    expect(error.message).toContain(b)
    expect(error.message).toContain(now)
    expect(error.hint).toContain('oci-pack lock --update')
    expect(steps).not.toContain('step-start')
  })

  test('offline takes what is locked, though the name means something else by now', async () => {
    await push('a', 'a')
    dockerfile('FROM HOST/a:v1')
    await lockIt()
    const { imageId } = await buildIt()
    await push('a', 'new')
    expect((await buildIt()).imageId).not.toBe(imageId)
    expect((await buildIt({ locked: true, offline: true })).imageId).toBe(imageId)
  })

  test('refuses what is not locked, and where there is no lock', async () => {
    await push('a', 'a')
    dockerfile('FROM HOST/a:v1 AS a')
    expect(await failure(buildIt({ locked: true }))).toMatchObject({
      code: 'not-found',
      hint: 'Write it: oci-pack lock.',
    })
    await lockIt()
    dockerfile('FROM HOST/a:v1', '', 'FROM HOST/b:v1')
    expect(await failure(buildIt({ locked: true }))).toMatchObject({ code: 'not-found', location: { line: 3 } })
  })
})

describe('an offline build', () => {
  test('asks nobody', async () => {
    await push('a', 'a')
    dockerfile('FROM HOST/a:v1', 'COPY --from=HOST/a:v1 /file /copy')
    const { imageId } = await buildIt()
    registry.seen.length = 0
    await push('a', 'new')
    expect((await buildIt({ offline: true })).imageId).toBe(imageId)
    expect(registry.seen).toEqual([])
  })

  test('tells what is missing, and where', async () => {
    dockerfile('FROM scratch', 'COPY --from=HOST/a:v1 /file /copy')
    expect(await failure(buildIt({ offline: true }))).toMatchObject({
      code: 'not-found',
      location: { line: 2 },
      hint: 'Build once without --offline; then it is here.',
    })
    await push('a', 'a')
    await lockIt()
    rmSync(place())
    // To lock an image is not to have its layers.
    expect(await failure(buildIt({ offline: true }))).toMatchObject({ code: 'not-found', location: { line: 2 } })
    expect(registry.asked.some((line) => line.includes('/blobs/'))).toBe(true)
  })
})
