import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verify } from '../../../src/api/verify/verify.js'
import type { Event } from '../../../src/core/events.js'
import { sha256 } from '../../../src/core/hash.js'
import { bytesFile } from '../../../src/export/imageFiles.js'
import { streamedZip } from '../../../src/task/bundle/zip/write.js'
import { writers } from '../../support/archives.js'
import { FakeRegistry } from '../../support/fakeRegistry.js'
import { temporaryFolder } from '../../support/folder.js'
import { serveThreeLayers, threeLayers } from '../../support/threeLayers.js'
import { writeTar } from '../../support/tarItems.js'

const folder = temporaryFolder()
const tar = writeTar(writers['docker save 28'](threeLayers))
const whole = { imageId: sha256(threeLayers.config), platform: 'linux/amd64', layers: 3 }

async function bundleAt(path: string): Promise<string> {
  const parts = [bytesFile('descriptor.yml', Buffer.from('name: x\n')), bytesFile('com.my.three-1.0.0.tar', tar)]
  const chunks: Uint8Array[] = []
  for await (const chunk of streamedZip(parts)) chunks.push(chunk)
  writeFileSync(path, Buffer.concat(chunks))
  return path
}

it("a Task's bundle is verified as the archive in it", async () => {
  const path = await bundleAt(join(folder, 'task.zip'))
  const { images, passes, readers } = await verify(path)
  expect(passes).toBe(true)
  expect(images).toMatchObject([whole])
  expect(readers.find(({ reader }) => reader === 'app-engine')).toMatchObject({ takes: true })
})

it('how far it is, is told in bytes, to the last', async () => {
  const path = join(folder, 'image.tar')
  writeFileSync(path, tar)
  const events: Event[] = []
  await verify(path, { onEvent: (event) => void events.push(event) })
  const last = events.findLast((event) => event.type === 'progress')
  expect(last).toMatchObject({ id: 'verify' })
  expect(last?.done).toBe(last?.total)
  expect(events.at(-1)).toMatchObject({ type: 'step-done' })
})

describe('an image of a registry', () => {
  let registry: FakeRegistry
  let count = 0
  const options = (): Parameters<typeof verify>[1] => ({ cacheDir: join(folder, `cache-${++count}`), env: {} })
  beforeEach(async () => {
    registry = await FakeRegistry.start()
  })
  afterEach(() => registry.stop())

  it('is fetched, and is sound', async () => {
    serveThreeLayers(registry)
    const result = await verify(`${registry.host}/team/three:1`, options())
    expect(result).toMatchObject({ passes: true, images: [{ ...whole, names: [`${registry.host}/team/three:1`] }] })
    expect(result.findings.map(({ rule }) => rule)).toEqual(['name-control', 'whiteout-opaque'])
    expect(result.readers.map(({ reader, takes }) => [reader, takes])).toEqual([
      ['docker', true],
      ['docker-containerd', true],
      ['containerd', true],
      ['podman', true],
    ])
  })

  it('is not, where the registry gives other bytes', async () => {
    const { blobs } = serveThreeLayers(registry)
    const [first = Buffer.alloc(0)] = blobs
    registry.blobs.set(sha256(first), Buffer.from(first).fill(0x55, 20, 30))
    const { passes, findings, readers } = await verify(`${registry.host}/team/three:1`, options())
    expect(passes).toBe(false)
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'layer-damaged', severity: 'error' }))
    expect(readers.some(({ takes }) => takes)).toBe(false)
  })
})
