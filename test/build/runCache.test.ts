import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findRun, rememberRun, type RunInputs, runKey } from '../../src/build/runCache.js'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Layer } from '../../src/oci/image.js'
import { buildTimes } from '../../src/rootfs/times.js'
import { storedLayer } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { temporaryFolder } from '../support/folder.js'

function layer(content: string, stored = content): Layer {
  const descriptor = { mediaType: mediaTypes.layer, digest: sha256(stored), size: stored.length }
  return { descriptor, diffId: sha256(content), locate: () => Promise.reject(new Error('nothing is read')) }
}

const inputs: RunInputs = {
  argv: ['/bin/sh', '-c', 'true'],
  variables: new Map([
    ['A', '1'],
    ['B', '2'],
  ]),
  cwd: '/',
  user: '',
  layers: [layer('base'), layer('copied')],
  platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
  mounts: [['tmpfs', '/t']],
  network: 'host',
  hostname: 'buildkitsandbox',
  extraHosts: [],
  security: 'sandbox',
  shmSize: 64 << 20,
  ulimits: [{ name: 'nofile', soft: 1, hard: 2 }],
}
const times = buildTimes('1000', undefined, 0)

describe('the key of a RUN', () => {
  const key = runKey(inputs, times)

  test.each<[string, Partial<RunInputs>]>([
    ['a word of the command', { argv: ['/bin/sh', '-c', 'false'] }],
    ['where words end', { argv: ['/bin/sh', '-c true'] }],
    ['a value of the environment', { variables: new Map([...inputs.variables, ['B', '3']]) }],
    ['one variable less', { variables: new Map([['A', '1']]) }],
    ['the working directory', { cwd: '/tmp' }],
    ['the user', { user: 'app' }],
    ['a layer below', { layers: [layer('base'), layer('other')] }],
    ['the order of layers', { layers: [layer('copied'), layer('base')] }],
    ['the variant of the platform', { platform: { os: 'linux', architecture: 'arm', variant: 'v6' } }],
    ['the architecture', { platform: { os: 'linux', architecture: 'amd64' } }],
    ['a mount', { mounts: [['tmpfs', '/u']] }],
    ['one mount more', { mounts: [...inputs.mounts, ['tmpfs', '/u']] }],
    ['the network', { network: 'none' }],
    ['the name of the machine', { hostname: 'other' }],
    ['a host', { extraHosts: [{ name: 'db', address: '10.0.0.1' }] }],
    ['the rights', { security: 'insecure' }],
    ['the size of /dev/shm', { shmSize: 1 }],
    ['a limit', { ulimits: [{ name: 'nofile', soft: 1, hard: 3 }] }],
  ])('changes with %s', (_part, change) => {
    expect(runKey({ ...inputs, ...change }, times)).not.toBe(key)
  })

  test.each<[string, string | undefined, string | undefined]>([
    ['the epoch', '1001', undefined],
    ['clamping', 'preserve', '1000'],
  ])('changes with %s', (_part, timestamp, sourceDateEpoch) => {
    expect(runKey(inputs, buildTimes(timestamp, sourceDateEpoch, 0))).not.toBe(key)
  })

  test('does not change with how a layer is compressed', () => {
    expect(runKey({ ...inputs, layers: [layer('base', 'compressed'), layer('copied')] }, times)).toBe(key)
  })
})

describe('a remembered layer', () => {
  const folder = temporaryFolder()
  const key = 'key'
  const bytes = Buffer.from('a layer')
  const descriptor = { mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }

  async function remembered(name: string): Promise<Store> {
    const store = await Store.open(join(folder, name))
    await store.put([bytes], descriptor)
    await rememberRun(store, key, storedLayer(store, descriptor, descriptor.digest), ['true'])
    return store
  }

  test('is found by its key alone, by another process too', async () => {
    const { dir } = await remembered('found')
    const store = await Store.open(dir)
    const found = await findRun(store, key)
    expect(found).toMatchObject({ descriptor, diffId: descriptor.digest })
    expect(await found?.locate()).toEqual({ path: store.blobPath(descriptor.digest), offset: 0 })
    expect(await findRun(store, 'other')).toBeUndefined()
  })

  test('is not used once its blob is gone, or is not whole', async () => {
    const store = await remembered('gone')
    writeFileSync(store.blobPath(descriptor.digest), 'a lay')
    expect(await findRun(store, key)).toBeUndefined()
    rmSync(store.blobPath(descriptor.digest))
    expect(await findRun(store, key)).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['half a record', '{"diffId":"sha256:'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no digest', JSON.stringify({ diffId: '../../../etc/passwd', size: 7 })],
    ['a digest too short', JSON.stringify({ diffId: 'sha256:ab', size: 7 })],
    ['no size', JSON.stringify({ diffId: descriptor.digest })],
    ['a wrong size', JSON.stringify({ diffId: descriptor.digest, size: 8 })],
    ['a size that is a text', JSON.stringify({ diffId: descriptor.digest, size: '7' })],
  ])('is not used where the record holds %s', async (what, text) => {
    const store = await remembered(what)
    writeFileSync(join(store.dir, 'records/run', `${key}.json`), text)
    expect(await findRun(store, key)).toBeUndefined()
  })
})
