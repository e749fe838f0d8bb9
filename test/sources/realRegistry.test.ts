import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { defaultPlatform } from '../../src/core/platform.js'
import { RegistryClient } from '../../src/registry/client.js'
import { registryImage } from '../../src/sources/registry.js'
import { Store } from '../../src/store/store.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { RealRegistry, hasRealRegistry, pushSample } from '../support/realRegistry.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'

describe.runIf(needs('docker-registry', hasRealRegistry))('a real registry', () => {
  const folder = temporaryFolder()

  it('gives what was pushed to it', async () => {
    const registry = await RealRegistry.start(join(folder, 'registry'))
    const client = new RegistryClient({ env: { HOME: folder } })
    try {
      const sample = sampleImage([await sampleTar({ a: Buffer.alloc(3_000_000, 'a') }), await sampleTar({ b: 'b' })])
      await pushSample(registry.host, 'team/image', 'v1', sample)
      const reference = { host: registry.host, repository: 'team/image', tag: 'v1' }
      const options = { platform: defaultPlatform, store: await Store.open(join(folder, 'store')), client }

      const { image, digest } = await registryImage(reference, options)
      expect(digest).toBe(sha256(JSON.stringify(sample.manifest)))
      const extents = await Promise.all(image.layers.map((layer) => layer.locate()))
      for (const [i, { blob }] of sample.layers.entries()) {
        expect(blob.equals(await readFile(extents[i]?.path ?? ''))).toBe(true)
      }
      expect((await registryImage(reference, options)).digest).toBe(digest)
      await expect(registryImage({ ...reference, tag: 'none' }, options)).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('manifest unknown') as string,
      })
    } finally {
      client.close()
      await registry.close()
    }
  })
})
