import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { whyFile } from '../../../src/api/why/whyFile.js'
import { sha256 } from '../../../src/core/hash.js'
import { writers } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { writeTar } from '../../support/tarItems.js'
import { threeLayers } from '../../support/threeLayers.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()

describe.each(Object.entries(writers))('in an archive of %s', (writer, write) => {
  const place = join(folder, `${writer}.tar`)
  writeFileSync(place, writeTar(write(threeLayers)))

  test('who made a file what it is, through links', async () => {
    const story = await whyFile(place, '/bin/newest')
    expect(story).toMatchObject({
      links: [
        { path: '/bin', target: 'usr/bin', layer: 1 },
        { path: '/usr/bin/newest', target: 'tool', layer: 2 },
      ],
      path: '/usr/bin/tool',
      file: { mode: '0700' },
      names: [],
    })
    const maker = 'RUN chmod 700 /usr/bin/tool && rm /opt/gone'
    expect(story.events).toMatchObject([
      { layer: 1, change: 'added', instruction: 'ADD file:1 in /', file: { mode: '0755', size: 7 } },
      { layer: 2, change: 'changed', instruction: maker, aspects: ['mode'], file: { mode: '0700' } },
    ])
  })

  test('who changed what it holds', async () => {
    const { events } = await whyFile(place, 'etc/os-release')
    expect(events).toMatchObject([{ layer: 1 }, { layer: 2, aspects: ['content'] }])
  })

  test('who removed it', async () => {
    expect(await whyFile(place, '/opt/gone')).toMatchObject({
      file: undefined,
      events: [{ layer: 1 }, { layer: 2, change: 'removed', removed: '/opt/gone', file: { size: 5 } }],
    })
  })

  test('that it was never there', async () => {
    expect(await failure(whyFile(place, '/opt/never'))).toMatchObject({ code: 'not-found' })
  })
})

test('a file of the same size has another content, or was written again as it was', async () => {
  const place = join(folder, 'again.tar')
  const [first = Buffer.alloc(0)] = threeLayers.layers
  const other = Buffer.from(first.toString('latin1').replace('ID=base', 'ID=bass'), 'latin1')
  const config = JSON.parse(threeLayers.config.toString()) as { rootfs: { diff_ids: string[] } }
  const layers = [first, first, other]
  config.rootfs.diff_ids = layers.map(sha256)
  const image = { ...threeLayers, layers, config: Buffer.from(JSON.stringify(config)) }
  writeFileSync(place, writeTar(writers['docker save 28'](image)))
  const { events } = await whyFile(place, '/etc/os-release')
  expect(events.map(({ aspects }) => aspects)).toEqual([undefined, ['nothing'], ['content']])
})
