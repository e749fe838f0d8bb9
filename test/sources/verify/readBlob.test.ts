import { readdirSync, readlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newReading, readLayerFacts } from '../../../src/sources/verify/readBlob.js'
import type { StoredFile } from '../../../src/sources/files.js'
import { temporaryFolder } from '../../support/folder.js'
import { file } from '../../support/imagePairs.js'
import { writeTar } from '../../support/tarItems.js'

const folder = temporaryFolder()

async function stored(bytes: Uint8Array): Promise<StoredFile> {
  const path = join(folder, 'layer.tar')
  await writeFile(path, bytes)
  return { path, offset: 0, size: bytes.byteLength }
}

test('of layers that have more entries together than are kept, no further ones are kept', async () => {
  const layer = await stored(writeTar([file('a'), file('b')]))
  const reading = newReading()
  reading.entriesLeft = 3
  const layers = [await readLayerFacts(layer, reading), await readLayerFacts(layer, reading), await readLayerFacts(layer, reading)] // prettier-ignore
  expect(layers.map(({ contents }) => [contents?.entries.length, contents?.fault])).toEqual([
    [2, undefined],
    [1, expect.stringContaining('entries')],
    [0, expect.stringContaining('entries')],
  ])
})

test.skipIf(process.platform !== 'linux')('a file is closed when its reading is stopped', async () => {
  const layer = await stored(writeTar([file('a', 'x'.repeat(3 << 20))]))
  const stop = new AbortController()
  const reading = newReading(stop.signal, () => {
    stop.abort()
  })
  await expect(readLayerFacts(layer, reading)).rejects.toThrow('was stopped')
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return []
    }
  })
  expect(open).not.toContain(layer.path)
})
