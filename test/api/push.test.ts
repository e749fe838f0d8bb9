import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutputOption } from '../../src/api/options.js'
import { sha256 } from '../../src/core/hash.js'
import type { Event } from '../../src/core/events.js'
import type { Manifest } from '../../src/oci/descriptor.js'
import { builder, folder } from '../support/builder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, RealRegistry } from '../support/realRegistry.js'
import { RecordingProxy } from '../support/recordingProxy.js'

describe.runIf(needs('docker-registry', hasRealRegistry))('an output to a registry', () => {
  let registry: RealRegistry
  let proxy: RecordingProxy
  const cacheDir = join(folder, 'push-cache')
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    proxy = await RecordingProxy.start(registry.host)
  })
  beforeEach(() => proxy.asked.splice(0))
  afterAll(async () => {
    await proxy.stop()
    await registry.close()
  })

  const get = async (path: string): Promise<Buffer> => {
    const answer = await fetch(`http://${registry.host}/v2/${path}`, {
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json' },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  }
  const manifest = async (name: string): Promise<Manifest> =>
    JSON.parse((await get(name.replace(':', '/manifests/'))).toString()) as Manifest
  const build = (files: Readonly<Record<string, string>>, tag: string, output: Partial<OutputOption> = {}) =>
    builder(files, { cacheDir, tags: [`${proxy.host}/${tag}`] }).run({
      outputs: [{ ...output, type: 'registry' }],
    })
  const base = { Dockerfile: 'FROM scratch\nCOPY data /\n', data: 'base '.repeat(1000) }

  test('is pushed with its layers packed; its digest is told', async () => {
    const result = await build(base, 'team/base:1')
    const pushed = await manifest('team/base:1')
    expect(sha256(await get('team/base/manifests/1'))).toBe(result.manifestDigest)
    expect(result.outputs).toMatchObject([
      { type: 'registry', written: [{ place: `${proxy.host}/team/base:1`, descriptor: result.descriptor }] },
    ])
    const [layer] = pushed.layers
    expect(layer?.mediaType).toBe('application/vnd.oci.image.layer.v1.tar+gzip')
    expect(gunzipSync(await get(`team/base/blobs/${layer?.digest ?? ''}`)).includes('base base')).toBe(true)
    expect(pushed.config.digest).toBe(result.imageId)
  })

  test('what is there is not sent again', async () => {
    await build(base, 'team/base:1')
    proxy.asked.splice(0)
    await build(base, 'team/base:2')
    expect(proxy.asked.filter((asked) => /^(POST|PATCH|GET)|^PUT .*\/blobs\//.test(asked))).toEqual([])
    expect(proxy.asked).toContain('PUT /v2/team/base/manifests/2')
  })

  test("a base's layer is neither fetched nor packed anew where nothing need be read of it", async () => {
    await build(base, 'team/base:1')
    const [below] = (await manifest('team/base:1')).layers
    rmSync(cacheDir, { recursive: true })
    proxy.asked.splice(0)
    const dockerfile = `FROM ${proxy.host}/team/base:1\nENV A=1\nCOPY --link more /\n`
    await build({ Dockerfile: dockerfile, more: 'more' }, 'team/base:3')
    const pushed = await manifest('team/base:3')
    expect(pushed.layers.length).toBe(2)
    expect(pushed.layers[0]).toEqual(below)
    expect(proxy.asked.filter((asked) => asked === `GET /v2/team/base/blobs/${below?.digest ?? ''}`)).toEqual([])
  })

  test.each<[string, Partial<OutputOption>, string[]]>([
    ['plain', { compression: { type: 'uncompressed' } }, ['tar+gzip', 'tar']],
    ['packed', { compression: { type: 'gzip', level: 1 } }, ['tar+gzip', 'tar+gzip']],
    ['plain, all of them', { compression: { type: 'uncompressed' }, forceCompression: true }, ['tar', 'tar']],
  ])('layers are stored as it says: %s', async (_, output, expected) => {
    await build(base, 'team/base:1')
    const files = { Dockerfile: `FROM ${proxy.host}/team/base:1\nCOPY more /\n`, more: 'more' }
    const { imageId } = await build(files, 'team/packed:1', output)
    const { layers, config } = await manifest('team/packed:1')
    expect(layers.map(({ mediaType }) => mediaType.split('.').at(-1))).toEqual(expected)
    expect(config.digest).toBe(imageId)
  })

  test('an OCI layout beside it has the same image with its plain layers', async () => {
    const files = { Dockerfile: 'FROM scratch\nCOPY x /\n', x: 'x' }
    const { run } = builder(files, { cacheDir, tags: [`${proxy.host}/both:1`] })
    const result = await run({ outputs: [{ type: 'oci', dest: join(folder, 'both.tar') }, { type: 'registry' }] })
    const [archive, pushed] = result.outputs.flatMap(({ written }) => written)
    expect(archive?.descriptor?.digest).not.toBe(pushed?.descriptor?.digest)
    expect(result.manifestDigest).toBe(pushed?.descriptor?.digest)
  })

  test('several names of several repositories, in place of the tags', async () => {
    const names = ['one:1', 'one:latest', 'two'].map((name) => `${proxy.host}/${name}`)
    const result = await build(base, 'unused:1', { names })
    const digests = await Promise.all(['one/manifests/1', 'one/manifests/latest', 'two/manifests/latest'].map(get))
    expect(digests.map(sha256)).toEqual(Array(3).fill(result.manifestDigest))
    expect(result.outputs[0]?.written.map(({ place }) => place)).toEqual([
      ...names.slice(0, 2),
      `${names[2] ?? ''}:latest`,
    ])
    await expect(get('unused/manifests/1')).rejects.toThrow('404')
  })

  test('is told as a step, with what is sent', async () => {
    const events: Event[] = []
    const files = { Dockerfile: 'FROM scratch\nCOPY x /\n', x: 'told' }
    const { run } = builder(files, { cacheDir, tags: [`${proxy.host}/told:1`] })
    await run({ outputs: [{ type: 'registry' }], onEvent: (event) => events.push(event) })
    const id = `export ${proxy.host}/told:1`
    expect(events).toContainEqual({ type: 'step-start', id, name: `[export] pushing ${proxy.host}/told:1` })
    expect(events).toContainEqual({ type: 'step-done', id, cached: false })
    expect(events.some(({ type }) => type === 'progress')).toBe(true)
  })

  test('a registry that refuses is an error, and the step has failed', async () => {
    const events: Event[] = []
    const { run } = builder(base, { cacheDir, tags: ['127.0.0.1:1/x:1'] })
    const failed = run({ outputs: [{ type: 'registry' }], onEvent: (event) => events.push(event) })
    await expect(failed).rejects.toMatchObject({ code: 'registry' })
    expect(events.some(({ type }) => type === 'step-failed')).toBe(true)
  })
})
