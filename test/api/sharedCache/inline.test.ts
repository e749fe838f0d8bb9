import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { inspect } from '../../../src/index.js'
import { blobName } from '../../../src/oci/layout.js'
import { parseIndex, parseManifest } from '../../../src/oci/manifest.js'
import { inlineAnnotation } from '../../../src/sources/sharedCache/inline.js'
import { folder } from '../../support/builder.js'
import { FakeRegistry } from '../../support/fakeRegistry.js'
import { pushBase, runner } from '../../support/sharedCacheBuilds.js'

const inline = { cacheTo: [{ type: 'inline' }] } as const
let registry: FakeRegistry
let build: ReturnType<typeof runner>
beforeAll(async () => {
  registry = await FakeRegistry.start()
  await pushBase(registry)
  build = runner(registry)
})
afterAll(() => registry.stop())

const layout = (name: string) =>
  ({ tags: ['team/app:latest'], outputs: [{ type: 'oci', dest: join(folder, name), tar: false }] }) as const

describe('an image that holds its own cache', () => {
  test('serves who has nothing, and has the same id as without', async () => {
    await build({ ...inline, ...layout('inline') })
    await build(layout('plain'))
    const [cached, plain] = [await inspect(join(folder, 'inline')), await inspect(join(folder, 'plain'))]
    expect(cached.imageId).toBe(plain.imageId)
    expect(cached.layers).toEqual(plain.layers)
    const cold = await build()
    const warm = await build({ cacheFrom: [{ type: 'local', src: join(folder, 'inline') }] })
    expect(warm).toEqual({ ...cold, runs: ['inline cache', 'inline cache'] })
  })

  test('tells of its RUNs in its manifest alone', () => {
    const index = parseIndex(readFileSync(join(folder, 'inline/index.json')), 'index.json')
    const path = join(folder, 'inline', blobName(index.manifests[0]?.digest ?? sha256('')))
    const { annotations = {} } = parseManifest(readFileSync(path), 'the manifest')
    const { runs } = JSON.parse(annotations[inlineAnnotation] ?? '') as { runs: { layer: number }[] }
    expect(runs.map(({ layer }) => layer)).toEqual([2, 4])
  })

  test('is none to take from where it was not made to be', async () => {
    const { warnings, runs } = await build({ cacheFrom: [{ type: 'local', src: join(folder, 'plain') }] })
    expect(runs).toEqual(['builtin', 'builtin'])
    expect(warnings).toEqual([expect.stringContaining('holds no cache that oci-pack can use')])
  })

  test.each(['docker', 'tar', 'rootfs'] as const)('has no place in an output of type %s', async (type) => {
    const outputs = [{ type, dest: join(folder, 'refused') }]
    await expect(build({ ...inline, outputs })).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('type=oci') as string,
    })
  })
})
