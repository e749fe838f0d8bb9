import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostPlatform } from '../../src/core/host/hostPlatform.js'
import { formatPlatform } from '../../src/core/platform.js'
import type { Event } from '../../src/core/events.js'
import { type BuildOptions, checkDockerfile, inspect, plan, verify } from '../../src/index.js'
import { withBuiltImage } from '../../src/api/build.js'
import { builder, cacheDir, folder, programs } from '../support/builder.js'
import { failure } from '../support/thrown.js'
import { readTar } from '../support/tarItems.js'

const files = {
  ...programs,
  Dockerfile: `FROM --platform=$BUILDPLATFORM scratch AS made
COPY --chmod=755 bin /bin
RUN mkdir /made
FROM scratch
ARG TARGETARCH TARGETVARIANT
COPY --from=made /made /made
COPY $TARGETARCH /arch
ENV ARCH=$TARGETARCH$TARGETVARIANT
`,
  amd64: 'for amd64\n',
  arm64: 'for arm64\n',
  arm: 'for arm\n',
}
const platforms = ['linux/arm64', 'linux/amd64', 'linux/arm/v7']
let count = 0

/** A new place to write to. */
function place(): { out: (name: string) => string } {
  const where = join(folder, `out-${count++}`)
  mkdirSync(where)
  return { out: (name) => join(where, name) }
}

interface Index {
  manifests: { digest: string; mediaType: string; platform?: object; annotations?: object }[]
  annotations?: object
}

/** The index that a layout's index.json points at. */
function innerIndex(layout: string): Index {
  const outer = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as Index
  const digest = outer.manifests[0]?.digest.slice(7) ?? ''
  return JSON.parse(readFileSync(join(layout, 'blobs/sha256', digest), 'utf8')) as Index
}

describe('an image for each of several platforms', () => {
  const { out } = place()
  const { run } = builder(files, { platforms, tags: ['com/my/task:1'] })
  const build = run({
    outputs: [
      { type: 'docker', dest: out('image.tar') },
      { type: 'oci', dest: out('oci.tar') },
      { type: 'oci', dest: out('layout'), tar: false },
      { type: 'rootfs', dest: out('files') },
      { type: 'tar', dest: out('files.tar') },
    ],
  })

  test('the archives for docker load have their platform in their names', async () => {
    await build
    const names = ['files', 'files.tar', 'image-linux-amd64.tar', 'image-linux-arm-v7.tar', 'image-linux-arm64.tar']
    expect(readdirSync(out('')).sort()).toEqual([...names, 'layout', 'oci.tar'])
    for (const platform of platforms) {
      const path = out(`image-${platform.replaceAll('/', '-')}.tar`)
      expect(await inspect(path)).toMatchObject({ platform, names: ['com/my/task:1'] })
      expect(await verify(path)).toMatchObject({ passes: true })
    }
  })

  test('an OCI layout has an index of them, in the order given, as a folder and as an archive', async () => {
    const { manifestDigest, images } = await build
    const { manifests } = innerIndex(out('layout'))
    expect(manifests.map(({ platform }) => platform)).toEqual([
      { architecture: 'arm64', os: 'linux' },
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm', os: 'linux', variant: 'v7' },
    ])
    expect(manifests.map(({ digest }) => digest)).toEqual(images.map((image) => image.manifestDigest))
    const outer = JSON.parse(readFileSync(join(out('layout'), 'index.json'), 'utf8')) as Index
    expect(outer.manifests).toMatchObject([
      { mediaType: 'application/vnd.oci.image.index.v1+json', digest: manifestDigest },
    ])
    const archived = readTar(readFileSync(out('oci.tar'))).find(({ name }) => name === 'index.json')
    expect(JSON.parse(archived?.body.toString() ?? '')).toEqual(outer)
    for (const [i, platform] of platforms.entries())
      for (const path of [out('layout'), out('oci.tar')])
        expect(await inspect(path, { platform })).toMatchObject({
          platform,
          manifestDigest: images[i]?.manifestDigest,
          config: { Env: expect.arrayContaining([`ARCH=${['arm64', 'amd64', 'armv7'][i] ?? ''}`]) as string[] },
        })
  })

  test('the files lie in folders named as BuildKit names them', async () => {
    await build
    expect(readdirSync(out('files')).sort()).toEqual(['linux_amd64', 'linux_arm64', 'linux_arm_v7'])
    expect(readFileSync(join(out('files'), 'linux_arm_v7/arch'), 'utf8')).toBe('for arm\n')
    const items = readTar(readFileSync(out('files.tar')))
    expect(items.find(({ name }) => name === 'linux_arm64/arch')?.body.toString()).toBe('for arm64\n')
  })

  test('the result tells all of them', async () => {
    const result = await build
    expect(result.images.map(({ platform }) => platform)).toEqual(platforms)
    expect(new Set(result.images.map(({ imageId }) => imageId)).size).toBe(3)
    expect(result.size).toBe(result.images.reduce((sum, { size }) => sum + size, 0))
    expect([result.imageId, result.descriptor.digest]).toEqual([result.manifestDigest, result.manifestDigest])
    expect(result.outputs[0]?.written).toMatchObject(
      platforms.map((platform, i) => ({ platform, descriptor: { digest: result.images[i]?.manifestDigest } })),
    )
  })
})

test('a stage for this machine is told with both platforms, and its RUN is executed once', async () => {
  const { out } = place()
  const base = builder({ ...programs, Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\n' })
  const all = [formatPlatform(hostPlatform), 'linux/riscv64', 'linux/arm/v7']
  await base.run({ platforms: all, outputs: [{ type: 'oci', dest: out('base.tar') }] })
  const events: Event[] = []
  await builder({
    Dockerfile: 'FROM --platform=$BUILDPLATFORM base AS made\nRUN mkdir /once\nFROM base\nCOPY --from=made /once /\n',
  }).run({
    platforms: all,
    buildContexts: { base: `oci-layout:${out('base.tar')}` },
    onEvent: (event) => events.push(event),
  })
  const runs = events.flatMap((event) => (event.type === 'step-start' && / RUN /.test(event.name) ? [event] : []))
  expect(runs.map(({ name }) => name).sort()).toEqual(
    ['', '->arm/v7', '->riscv64'].map((target) => `[${all[0] ?? ''}${target} made 2/2] RUN mkdir /once`).sort(),
  )
  const done = events.flatMap((event) => (event.type === 'step-done' ? [event] : []))
  expect(done.filter(({ id, cached }) => !cached && runs.some((run) => run.id === id)).length).toBe(1)
  const starts = events.filter(({ type }) => type === 'step-start')
  expect(new Set(events.flatMap((event) => ('id' in event ? [event.id] : []))).size).toBe(starts.length)
})

describe('the same inputs give the same bytes', () => {
  const bytes = async (more: Partial<BuildOptions> = {}): Promise<Buffer> => {
    const { out } = place()
    await builder(files, { platforms }).run({ outputs: [{ type: 'oci', dest: out('oci.tar') }], ...more })
    return readFileSync(out('oci.tar'))
  }

  test('also in another store', async () => {
    const first = await bytes()
    expect((await bytes({ cacheDir: join(folder, `cache-${count++}`) })).equals(first)).toBe(true)
  })

  test('the order of the platforms is that of the index', async () => {
    expect((await bytes({ platforms: [...platforms].reverse() })).equals(await bytes())).toBe(false)
  })

  test('each image is the one that a build for its platform alone makes', async () => {
    const { run } = builder(files)
    const { images } = await run({ platforms })
    for (const { platform, imageId, manifestDigest } of images)
      expect(await run({ platform })).toMatchObject({ imageId, manifestDigest })
  })
})

describe('one platform is no index', () => {
  test.each([
    ['in a list', ['linux/arm64']],
    ['named twice', ['linux/arm64', 'linux/aarch64']],
  ])('%s', async (_, platforms) => {
    const { out } = place()
    const result = await builder(files).run({ platforms, outputs: [{ type: 'docker', dest: out('image.tar') }] })
    expect(existsSync(out('image.tar'))).toBe(true)
    expect(result).toMatchObject({ images: [{ platform: 'linux/arm64', imageId: result.imageId }] })
  })
})

test('archives for docker load within the context are no part of it', async () => {
  const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n' }, { platforms })
  const outputs = [{ type: 'docker', dest: join(where, 'image.tar') }] as const
  const first = await run({ outputs })
  expect((await run({ outputs })).manifestDigest).toBe(first.manifestDigest)
})

describe('annotations', () => {
  const annotations = {
    manifest: { all: '1' },
    descriptor: {},
    platforms: { 'linux/arm64': { manifest: { own: '2' }, descriptor: { entry: '3' } } },
    index: { z: '5', a: '4' },
    indexDescriptor: { outer: '6' },
  }

  test('of the index, of what points at it, and of one platform', async () => {
    const { out } = place()
    await builder(files).run({
      platforms: ['linux/amd64', 'linux/arm64'],
      annotations,
      outputs: [{ type: 'oci', dest: out('layout'), tar: false }],
    })
    const outer = JSON.parse(readFileSync(join(out('layout'), 'index.json'), 'utf8')) as Index
    expect(outer.manifests[0]?.annotations).toEqual({ outer: '6' })
    const index = innerIndex(out('layout'))
    expect(JSON.stringify(index.annotations)).toBe('{"a":"4","z":"5"}')
    expect(index.manifests.map((entry) => entry.annotations)).toEqual([undefined, { entry: '3' }])
    const ofManifests = index.manifests.map(({ digest }) => {
      const manifest = JSON.parse(readFileSync(join(out('layout'), 'blobs/sha256', digest.slice(7)), 'utf8')) as Index
      return manifest.annotations
    })
    expect(ofManifests).toEqual([{ all: '1' }, { all: '1', own: '2' }])
  })

  test('of an index where there is none are refused', async () => {
    expect(await failure(builder(files).run({ annotations }))).toMatchObject({ code: 'usage' })
  })

  test('of a platform that is not built for are warned of', async () => {
    const warnings: string[] = []
    const { platforms } = annotations
    const ofOne = { manifest: {}, descriptor: {}, platforms }
    await builder(files).run({
      annotations: ofOne,
      onEvent: (event) => event.type === 'warning' && warnings.push(event.message),
    })
    expect(warnings).toEqual(['nothing is built for linux/arm64, so its annotations are not used'])
  })
})

describe('a failure', () => {
  test('for one platform stops all, and is told with its line', async () => {
    const { out } = place()
    const { run } = builder({
      ...files,
      Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY only-$TARGETARCH /\n',
      'only-amd64': '',
    })
    expect(await failure(run({ platforms, outputs: [{ type: 'docker', dest: out('image.tar') }] }))).toMatchObject({
      location: { line: 3 },
    })
    expect(readdirSync(out(''))).toEqual([])
  })

  test('of the Dockerfile is warned of once', async () => {
    const warnings: string[] = []
    await builder({ Dockerfile: 'FROM scratch\nMAINTAINER me\nCOPY . .\n' }).run({
      platforms,
      onEvent: (event) => event.type === 'warning' && warnings.push(event.message),
    })
    expect(warnings.length).toBe(1)
  })
})

describe('refused before anything is built', () => {
  test.each<[string, Partial<BuildOptions>]>([
    ['several archives cannot go to standard output', { platforms, outputs: [{ type: 'docker', dest: '-' }] }],
    ['both platform and platforms', { platforms, platform: 'linux/amd64' }],
    ['the image has no name to be pushed by', { outputs: [{ type: 'registry' }] }],
    ['--offline asks none', { tags: ['a'], offline: true, outputs: [{ type: 'registry' }] }],
    ['holds a digest', { outputs: [{ type: 'registry', names: [`a@sha256:${'a'.repeat(64)}`] }] }],
    ['is not os/architecture[/variant]', { platforms: ['linux/amd64', 'a/b/c/d'] }],
  ])('%s', async (message, options) => {
    const events: Event[] = []
    const refused = failure(builder(files).run({ ...options, onEvent: (event) => events.push(event) }))
    expect(await refused).toMatchObject({ code: 'usage', message: expect.stringContaining(message) as string })
    expect(events).toEqual([])
  })

  test('an image that is used for one platform', async () => {
    const { where } = builder(files)
    const used = withBuiltImage({ context: where, cacheDir, platforms }, () => Promise.resolve())
    expect(await failure(used)).toMatchObject({ code: 'usage' })
    expect(await failure(plan({ context: where, cacheDir, platforms }))).toMatchObject({ code: 'usage' })
  })
})

test('the checks of a Dockerfile look at each platform, and tell once what they find', async () => {
  const { where } = builder({ Dockerfile: 'FROM --platform=linux/amd64 scratch\nMAINTAINER me\n' })
  const { findings } = await checkDockerfile({ context: where, cacheDir, env: {}, platforms })
  const rules = findings.map(({ rule }) => rule)
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules).toContain('MaintainerDeprecated')
})
