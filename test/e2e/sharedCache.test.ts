import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CacheDestination, CacheSource, Event } from '../../src/index.js'
import type { Manifest } from '../../src/oci/descriptor.js'
import { parseManifest } from '../../src/oci/manifest.js'
import { parseReference } from '../../src/oci/reference.js'
import { RegistryClient } from '../../src/registry/client.js'
import { emptyDocument } from '../../src/sources/sharedCache/document.js'
import { readCaches } from '../../src/sources/sharedCache/readCaches.js'
import { registryPlace } from '../../src/sources/sharedCache/registryPlace.js'
import { Store } from '../../src/store/store.js'
import { builder, folder, programs } from '../support/builder.js'
import { hasCommand, runOk } from '../support/command.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, pushSample, RealRegistry } from '../support/realRegistry.js'
import { RecordingProxy } from '../support/recordingProxy.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'
import { told } from '../support/sharedCacheBuilds.js'

const files = (base: string, command = 'chmod 700 /app/run'): Record<string, string> => ({
  ...programs,
  Dockerfile: `FROM ${base}
COPY --chmod=755 bin /bin
RUN mkdir -p /app/data
COPY app /app/
RUN ${command}
COPY app /again/
`,
  'app/run': '#!/bin/sh\n',
})

describe.runIf(needs('docker-registry', hasRealRegistry))('a cache in a registry', () => {
  let registry: RealRegistry
  let proxy: RecordingProxy
  let ref: string
  let base: string
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    proxy = await RecordingProxy.start(registry.host)
    ref = `${proxy.host}/team/app:cache`
    base = `${proxy.host}/team/base:1`
    const image = sampleImage([await sampleTar({ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' })])
    await pushSample(registry.host, 'team/base', '1', image)
  })
  afterAll(async () => {
    await proxy.stop()
    await registry.close()
  })

  const asked = async <T>(work: () => Promise<T>): Promise<{ result: T; asked: string[] }> => {
    const from = proxy.asked.length
    const result = await work()
    return { result, asked: proxy.asked.slice(from) }
  }
  const names = (): CacheSource[] => [{ type: 'registry', ref }]
  const to = (): CacheDestination[] => [{ type: 'registry', ref, mode: 'max' }]
  const image = async (name: string): Promise<Manifest> => {
    const client = new RegistryClient({ env: {} })
    try {
      return parseManifest((await client.manifest(parseReference(name))).bytes, name)
    } finally {
      client.close()
    }
  }
  const known = async (name = ref) => {
    const client = new RegistryClient({ env: {} })
    const store = await Store.open(join(folder, 'reader'))
    try {
      const place = registryPlace(parseReference(name), client, new AbortController().signal)
      return (await readCaches(place, store))[0]?.document ?? emptyDocument
    } finally {
      client.close()
      await store.close()
    }
  }

  test('gives who has nothing the same archive: nothing is executed, each layer is fetched once', async () => {
    const { run } = builder(files(base))
    const cold = await told(run, { cacheFrom: names(), cacheTo: to() })
    expect(cold).toMatchObject({ runs: ['builtin', 'builtin'], warnings: [] })
    const warm = await asked(() => told(run, { cacheFrom: names(), cacheTo: to() }))
    expect(warm.result).toEqual({ ...cold, runs: ['registry cache', 'registry cache'] })
    const fetched = warm.asked.filter((line) => /^GET .*\/blobs\//.test(line))
    expect(new Set(fetched).size).toBe(fetched.length)
    expect(warm.asked.filter((line) => /^(PUT|POST|PATCH)/.test(line))).toEqual([])
  })

  test('gives who pushes the image no layer at all: neither the base nor what RUN made is fetched', async () => {
    const { run } = builder(files(base))
    // The repository lacks all of the image: the base's layer is another one's, the RUNs' are the cache's.
    const output = { type: 'registry', names: [`${proxy.host}/team/pushed:1`] } as const
    const push = async (cacheDir: string): Promise<string[]> => {
      const events: Event[] = []
      await run({ cacheDir, cacheFrom: names(), outputs: [output], onEvent: (event) => events.push(event) })
      return events.flatMap((event) => (event.type === 'step-done' && event.detail ? [event.detail] : []))
    }
    await run({ cacheTo: to(), cacheDir: join(folder, 'filler') })
    const { result, asked: lines } = await asked(() => push(join(folder, 'pusher')))
    expect(result.filter((detail) => detail === 'registry cache')).toHaveLength(2)
    expect(result.filter((detail) => detail === 'mounted')).toHaveLength(3)
    const fetched = lines.filter((line) => /^GET .*\/blobs\//.test(line)).map((line) => line.split('/').at(-1))
    const document = await known()
    const expected = [...document.bases, ...document.layers].flatMap(({ index }) => index ?? [])
    const { layers } = await image(base)
    const layerBlobs: string[] = [...document.layers.map(({ blob }) => blob), ...layers.map(({ digest }) => digest)]
    expect(fetched.filter((digest = '') => layerBlobs.includes(digest))).toEqual([])
    // Documents and indexes are all that came.
    expect(fetched.filter((digest) => expected.some((index) => index === digest)).length).toBe(expected.length)
    const archive = await told(run, { cacheFrom: names() })
    expect(archive.runs).toEqual(['registry cache', 'registry cache'])
  })

  test('keeps what others have put there', async () => {
    const one = builder(files(base, 'mkdir /one'))
    const two = builder(files(base, 'mkdir /two'))
    const shared = `${proxy.host}/team/kept:cache`
    for (const { run } of [one, two]) await told(run, { cacheTo: [{ type: 'registry', ref: shared, mode: 'max' }] })
    for (const { run } of [one, two]) {
      const { runs } = await told(run, { cacheFrom: [{ type: 'registry', ref: shared }] })
      expect(runs).toEqual(['registry cache', 'registry cache'])
    }
    expect((await known(shared)).runs).toHaveLength(3)
  })

  test('that several fill at once ends with what all have made', async () => {
    const shared = `${proxy.host}/team/crowd:cache`
    const builds = Array.from({ length: 4 }, (_, i) => builder(files(base, `mkdir /crowd${i}`)))
    const fill = { cacheTo: [{ type: 'registry', ref: shared, mode: 'max' }] } as const
    await Promise.all(builds.map(({ run }) => told(run, fill)))
    const { runs, layers } = await known(shared)
    expect(new Set(runs.map(({ layer }) => layer)).size).toBe(layers.length)
    // Whoever was overwritten in the last moment puts it right the next time.
    for (const { run } of builds) await told(run, { ...fill, cacheFrom: [{ type: 'registry', ref: shared }] })
    expect((await known(shared)).runs).toHaveLength(5)
    for (const { run } of builds) {
      expect((await told(run, { cacheFrom: [{ type: 'registry', ref: shared }] })).runs).toEqual([
        'registry cache',
        'registry cache',
      ])
    }
  })

  test('is what it was with its layers plain, and in another mode', async () => {
    const { run } = builder({
      ...files(base),
      Dockerfile: `FROM ${base} AS made\nCOPY --chmod=755 bin /bin\nRUN mkdir /made\nFROM ${base}\nCOPY --chmod=755 bin /bin\nCOPY --from=made /made /other\nRUN mkdir /last\n`,
    })
    for (const [mode, count] of [
      ['min', 1],
      ['max', 2],
    ] as const) {
      const shared = `${proxy.host}/team/plain:${mode}`
      const cold = await told(run, {
        cacheTo: [{ type: 'registry', ref: shared, mode, compression: { type: 'uncompressed' } }],
      })
      const document = await known(shared)
      expect(document.runs).toHaveLength(count)
      for (const { blob, diffId } of document.layers) expect(blob).toBe(diffId)
      const warm = await told(run, { cacheFrom: [{ type: 'registry', ref: shared }] })
      expect(warm.runs.filter((how) => how === 'registry cache')).toHaveLength(count)
      expect(warm.image).toBe(cold.image)
    }
  })

  test.runIf(needs('skopeo', hasCommand('skopeo')))(
    'is copied by skopeo like an image, and the copy serves as well',
    async () => {
      const copy = join(folder, 'copied')
      await runOk('skopeo', [
        '--insecure-policy',
        'copy',
        '-q',
        '--src-tls-verify=false',
        '--src-no-creds',
        `docker://${ref}`,
        `oci:${copy}:latest`,
      ])
      const { runs } = await told(builder(files(base)).run, { cacheFrom: [{ type: 'local', src: copy }] })
      expect(runs).toEqual(['local cache', 'local cache'])
    },
  )

  test('whose blob is gone is made anew, and filled again', async () => {
    const shared = `${proxy.host}/team/gone:cache`
    const { run } = builder(files(base))
    const fill = { cacheTo: [{ type: 'registry', ref: shared, mode: 'max' }] } as const
    const cold = await told(run, fill)
    for (const { blob } of (await known(shared)).layers) {
      const data = join(
        folder,
        'registry/data/docker/registry/v2/blobs/sha256',
        blob.slice(7, 9),
        blob.slice(7),
        'data',
      )
      await rm(data)
      const taken = { cacheFrom: [{ type: 'registry', ref: shared }] } as const
      const { image, warnings, runs } = await told(run, { ...taken, ...fill })
      expect(image).toBe(cold.image)
      expect(runs).toContain('builtin')
      expect(warnings).toEqual([expect.stringContaining(blob)])
      expect(await told(run, taken)).toEqual({ image, warnings: [], runs: ['registry cache', 'registry cache'] })
    }
  })

  test('that is not to be reached is a warning', async () => {
    const { run } = builder(files(base))
    const { runs, warnings } = await told(run, {
      cacheFrom: [{ type: 'registry', ref: '127.0.0.1:1/no:cache' }],
      env: {},
    })
    expect(runs).toEqual(['builtin', 'builtin'])
    expect(warnings.join()).toContain('127.0.0.1:1/no:cache cannot be used')
  })
})
