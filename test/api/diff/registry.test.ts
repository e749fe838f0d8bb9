import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import { sha256 } from '../../../src/core/hash.js'
import type { ImageConfig } from '../../../src/oci/config.js'
import { type ArchiveSample, json, writers } from '../../support/archives.js'
import { FakeRegistry } from '../../support/fakeRegistry.js'
import { temporaryFolder } from '../../support/folder.js'
import { tarItem, writeTar } from '../../support/tarItems.js'
import { serveThreeLayers, threeLayers } from '../../support/threeLayers.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()

/** An archive of the image that the registry serves, with another layer in its last one's place. */
function otherTop(top: Buffer): ArchiveSample {
  const layers = [...threeLayers.layers.slice(0, -1), top]
  const config = JSON.parse(threeLayers.config.toString()) as ImageConfig
  return {
    ...threeLayers,
    layers,
    config: json({ ...config, rootfs: { type: 'layers', diff_ids: layers.map(sha256) } }),
  }
}

describe('with an image of a registry', () => {
  let registry: FakeRegistry
  let blobs: readonly Buffer[]
  let count = 0
  beforeEach(async () => {
    registry = await FakeRegistry.start()
    ;({ blobs } = serveThreeLayers(registry))
  })
  afterEach(() => registry.stop())

  const options = () => ({ cacheDir: join(folder, `store ${++count}`), env: {} })
  const place = (): string => `${registry.host}/team/three:1`
  const stored = (sample: ArchiveSample): string => {
    const path = join(folder, `image ${++count}.tar`)
    writeFileSync(path, writeTar(writers['docker save 28'](sample)))
    return path
  }
  /** Which layers were asked for. */
  const fetched = (): number[] =>
    blobs.flatMap((blob, i) => (registry.asked.some((path) => path.endsWith(sha256(blob))) ? [i] : []))

  test('no layer is fetched to tell that it is the same one', async () => {
    const report = await diff(stored(threeLayers), place(), options())
    expect(report.verdict).toBe('stored-differently')
    expect(report.layers.map(({ storage }) => storage?.map(({ compression }) => compression))).toEqual(
      Array(3).fill(['none', 'gzip']),
    )
    expect(fetched()).toEqual([])
  })

  test('layers that differ are fetched, and no others', async () => {
    const top = writeTar([tarItem({ name: 'opt/new', body: Buffer.from('x') })])
    for (const reversed of [false, true]) {
      const places = [stored(otherTop(top)), place()]
      const [before = '', after = ''] = reversed ? places.reverse() : places
      const report = await diff(before, after, options())
      expect(report.verdict).toBe('different')
      expect(report.files.map(({ path }) => path)).toContain('/opt/new')
      expect(fetched()).toEqual([2])
    }
  })

  test('an image is the same as itself', async () => {
    expect((await diff(place(), place(), options())).verdict).toBe('same')
    expect(fetched()).toEqual([])
  })

  test('one that is not there', async () => {
    expect(await failure(diff(place(), `${registry.host}/team/none:1`, options()))).toMatchObject({ code: 'not-found' })
    expect(await failure(diff(join(folder, 'none.tar'), place(), options()))).toMatchObject({ code: 'io' })
  })
})
