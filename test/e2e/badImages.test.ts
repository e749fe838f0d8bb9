import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sample, writers } from '../support/archives.js'
import { Place } from '../support/failingBuild.js'
import { FakeRegistry } from '../support/fakeRegistry.js'
import { writeTar } from '../support/tarItems.js'

describe('a base image on this machine', () => {
  const image = sample({ repository: 'team/base', tag: '1' })
  const copy = `FROM base\nCOPY x /x\n`
  const layer = image.layers[1] ?? Buffer.alloc(0)

  test('a layer with a flipped byte', async () => {
    const place = new Place({ Dockerfile: copy, x: '' })
    const flipped = Buffer.from(layer)
    flipped.writeUInt8(flipped.readUInt8(512) ^ 1, 512)
    for (const item of writers['docker save 28'](image)) {
      if (item.type === 'file') place.write(`layout/${item.name}`, item.body.equals(layer) ? flipped : item.body)
    }
    const { status, stderr } = await place.fails(['--build-context', 'base=oci-layout:layout'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*sha256:[0-9a-f]{64}.*sha256:[0-9a-f]{64}/)
  })

  test.each([300, 2000, 5000, 9000])('an archive that is cut after %d bytes', async (length) => {
    const place = new Place({ Dockerfile: copy, x: '' })
    place.write('base.tar', writeTar(writers['docker save 24'](image)).subarray(0, length))
    const { status, stderr } = await place.fails(['--build-context', 'base=docker-archive:base.tar'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*base\.tar/)
    expect(stderr).toContain('context/Dockerfile:1\n   1 | >>> FROM base\n')
  })

  test('a folder that holds no image', async () => {
    const place = new Place({ Dockerfile: copy, x: '' })
    const { status, stderr } = await place.fails(['--build-context', 'base=oci-layout:context'])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: context holds no image: /)])
  })

  test('a base for which there is no file', async () => {
    const place = new Place({ Dockerfile: copy, x: '' })
    const { status, stderr } = await place.fails(['--build-context', 'base=docker-archive:none.tar'])
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: cannot read none\.tar: no such file or directory\n/),
    ])
  })
})

describe('a registry', () => {
  let registry: FakeRegistry
  beforeAll(async () => {
    registry = await FakeRegistry.start()
  })
  afterAll(() => registry.stop())

  test('that refuses the connection', async () => {
    const gone = await FakeRegistry.start()
    const { host } = gone
    await gone.stop()
    const { status, stderr } = await new Place({ Dockerfile: `FROM ${host}/team/base:1\n` }).fails()
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*team\/base:1.*: the connection was refused\ncontext\/Dockerfile:1\n/)
  })

  test('that does not know the image', async () => {
    const { status, stderr } = await new Place({ Dockerfile: `FROM ${registry.host}/team/base:1\n` }).fails()
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*team\/base:1.*\ncontext\/Dockerfile:1\n/)
  })

  test('that wants a password, which is not shown', async () => {
    registry.authorize = () => false
    registry.challenge = 'Basic realm="private"'
    const place = new Place({ Dockerfile: `FROM ${registry.host}/team/base:1\n` })
    const auth = Buffer.from('user:secret-word').toString('base64')
    place.write('.docker/config.json', JSON.stringify({ auths: { [registry.host]: { auth } } }))
    const { status, stderr } = await place.fails()
    registry.authorize = undefined
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*team\/base:1.*\ncontext\/Dockerfile:1\n/)
    expect(stderr).not.toMatch(/secret-word|dXNlcjp/)
  })

  test('whose layer is not what its digest says', async () => {
    const image = sample()
    const [layer = Buffer.alloc(0)] = image.layers
    const digest = registry.addBlob(layer)
    const config = registry.addBlob(image.config)
    const type = 'application/vnd.oci.image'
    const layers = image.layers.map((blob) => {
      return { mediaType: `${type}.layer.v1.tar`, digest: registry.addBlob(blob), size: blob.length }
    })
    registry.addManifest(
      'team/bad',
      {
        ...{ schemaVersion: 2, mediaType: `${type}.manifest.v1+json`, layers },
        ...{ config: { mediaType: `${type}.config.v1+json`, digest: config, size: image.config.length } },
      },
      '1',
    )
    registry.blobs.set(digest, Buffer.alloc(layer.length, 'x'))
    const { status, stderr } = await new Place({ Dockerfile: `FROM ${registry.host}/team/bad:1\nWORKDIR /a\n` }).fails()
    expect(status).toBe(1)
    expect(stderr).toMatch(new RegExp(`^error: .*${digest}`))
  })
})
