import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { type BuildOptions, inspect, verify } from '../../src/index.js'
import { builder, folder, programs } from '../support/builder.js'
import { imageSummary } from '../support/imageSummary.js'
import { readTar } from '../support/tarItems.js'

const simple = {
  ...programs,
  Dockerfile:
    'FROM scratch\nCOPY --chmod=755 bin /bin\nCOPY app /app\nRUN chmod 700 /app/run\nENTRYPOINT ["/app/run"]\n',
  'app/run': '#!/bin/sh\n',
  'app/data/x': 'x',
}

describe('every output', () => {
  const { where, run } = builder(simple, { tags: ['com/my/task:1.0.0'] })
  const out = (name: string): string => join(where, '..', 'out', name)
  mkdirSync(out(''), { recursive: true })

  test('several at once hold one image', async () => {
    const result = await run({
      outputs: [
        { type: 'docker', dest: out('docker.tar') },
        { type: 'oci', dest: out('oci.tar') },
        { type: 'oci', dest: out('oci'), tar: false },
        { type: 'rootfs', dest: out('rootfs') },
        { type: 'tar', dest: out('files.tar') },
      ],
    })
    expect(readdirSync(out('')).sort()).toEqual(['docker.tar', 'files.tar', 'oci', 'oci.tar', 'rootfs'])
    expect(result).toMatchObject({ tags: ['com/my/task:1.0.0'], size: expect.any(Number) as number })
    for (const name of ['docker.tar', 'oci.tar', 'oci']) {
      expect(await verify(out(name))).toMatchObject({
        passes: true,
        images: [{ manifestDigest: result.manifestDigest }],
      })
      expect(await inspect(out(name))).toMatchObject({
        imageId: result.imageId,
        manifestDigest: result.manifestDigest,
        size: result.size,
        platform: 'linux/amd64',
        config: { Entrypoint: ['/app/run'] },
        created: '1980-01-01T00:00:00Z',
      })
    }
  })

  test('the archive for Docker', () => {
    const { tags, tree, history } = imageSummary(readFileSync(out('docker.tar')))
    expect(tags).toEqual(['com/my/task:1.0.0'])
    expect(tree).toMatchObject({
      app: { type: 'dir' },
      'app/run': { type: 'file', mode: '0700', uid: 0, text: '#!/bin/sh\n' },
      'app/data/x': { text: 'x' },
    })
    expect(history.map(([, empty]) => empty)).toEqual([false, false, false, true])
  })

  test('the files, as a folder and as a tar', () => {
    expect(readFileSync(join(out('rootfs'), 'app/data/x'), 'utf8')).toBe('x')
    expect(statSync(join(out('rootfs'), 'app/run')).mode & 0o7777).toBe(0o700)
    const items = readTar(readFileSync(out('files.tar'))).map(({ name, mode }) => `${name} ${mode.toString(8)}`)
    expect(items.filter((item) => item.startsWith('app'))).toEqual([
      'app 755',
      'app/data 755',
      'app/data/x 644',
      'app/run 700',
    ])
  })

  test('none is needed', async () => {
    expect((await run()).outputs).toEqual([])
  })
})

describe('the same inputs give the same bytes', () => {
  const image = async (name: string, more: Partial<BuildOptions> = {}): Promise<string> => {
    const dest = join(folder, name)
    const { run } = builder(simple, more)
    await run({ outputs: [{ type: 'docker', dest }] })
    return sha256(readFileSync(dest))
  }

  test('from another folder, in another store, with the RUN from the cache or not', async () => {
    const first = await image('a.tar')
    expect(await image('b.tar')).toBe(first)
    expect(await image('c.tar', { noCache: true })).toBe(first)
    expect(await image('d.tar', { cacheDir: join(folder, 'other-cache') })).toBe(first)
  })

  test('and other times others', async () => {
    const first = await image('a.tar')
    expect(await image('e.tar', { env: { SOURCE_DATE_EPOCH: '1000' } })).not.toBe(first)
    expect(await image('f.tar', { timestamp: '315532800' })).toBe(first)
  })

  test.each(['image.tar', 'sub/image.tar'])('an output %s in the context is not copied', async (name) => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n', 'sub/x': 'x' })
    const dest = join(where, name)
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest }] })
      return readFileSync(dest)
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
    expect(Object.keys(imageSummary(first).tree)).toEqual(['Dockerfile', 'sub', 'sub/x'])
  })

  test('nor is one that is reached through a link', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n' })
    const other = join(folder, 'through')
    symlinkSync(where, other)
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest: join(other, 'image.tar') }] })
      return readFileSync(join(where, 'image.tar'))
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
  })

  test('nor an output whose former self is a link', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n', 'real.tar': 'former' })
    symlinkSync('real.tar', join(where, 'image.tar'))
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest: join(where, 'image.tar') }] })
      return readFileSync(join(where, 'real.tar'))
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
  })
})

test('hard links of the context are hard links in the layer', async () => {
  const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY d /d\n', 'd/one': 'x' })
  linkSync(join(where, 'd/one'), join(where, 'd/two'))
  const dest = join(folder, 'links.tar')
  await run({ outputs: [{ type: 'tar', dest }] })
  expect(readTar(readFileSync(dest)).map(({ name, type, target }) => [name, type, target])).toEqual([
    ['d', 'dir', ''],
    ['d/one', 'file', ''],
    ['d/two', 'hardlink', 'd/one'],
  ])
})
