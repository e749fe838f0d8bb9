import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import { sha256 } from '../../../src/core/hash.js'
import type { ImageConfig } from '../../../src/oci/config.js'
import { type ArchiveSample, json, writers } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { tarItem, writeTar } from '../../support/tarItems.js'
import { threeLayers, threeLayersServed } from '../../support/threeLayers.js'
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
  const { host, fetched } = threeLayersServed()
  let count = 0

  const options = () => ({ cacheDir: join(folder, `store ${++count}`), env: {} })
  const place = (): string => `${host()}/team/three:1`
  const stored = (sample: ArchiveSample): string => {
    const path = join(folder, `image ${++count}.tar`)
    writeFileSync(path, writeTar(writers['docker save 28'](sample)))
    return path
  }

  test('no layer is fetched to tell that it is the same one', async () => {
    const report = await diff(stored(threeLayers), place(), options())
    expect(report.verdict).toBe('stored-differently')
    expect(report.layers.map(({ storage }) => storage?.map(({ compression }) => compression))).toEqual(
      Array(3).fill(['none', 'gzip']),
    )
    expect(fetched()).toEqual([])
  })

  test.each([false, true])('layers that differ are fetched, and no others: reversed %j', async (reversed) => {
    const top = writeTar([tarItem({ name: 'opt/new', body: Buffer.from('x') })])
    const places = [stored(otherTop(top)), place()]
    const [before = '', after = ''] = reversed ? places.reverse() : places
    const report = await diff(before, after, options())
    expect(report.verdict).toBe('different')
    expect(report.files.map(({ path }) => path)).toContain('/opt/new')
    expect(fetched()).toEqual([3])
  })

  test('an image is the same as itself', async () => {
    expect((await diff(place(), place(), options())).verdict).toBe('same')
    expect(fetched()).toEqual([])
  })

  test('one that is not there', async () => {
    expect(await failure(diff(place(), `${host()}/team/none:1`, options()))).toMatchObject({ code: 'not-found' })
    expect(await failure(diff(join(folder, 'none.tar'), place(), options()))).toMatchObject({ code: 'io' })
  })
})
