import { mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, test } from 'vitest'
import type { Digest } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { inventory } from '../../src/store/inventory.js'
import { isDoubtful, startOfSystem } from '../../src/store/powerLoss.js'
import { Store } from '../../src/store/store.js'
import { unpackedTree } from '../../src/store/trees.js'
import { temporaryFolder } from '../support/folder.js'

const minute = 60_000

describe('what was made', () => {
  test.each<[string, number, number, boolean]>([
    ['since the system started', 1, 1, false],
    ['shortly before, and not used later', -2, -2, true],
    ['shortly before, and used soon after', -8, -1, true],
    ['before, and used long after', -30, -1, false],
    ['before, and used since', -2, 1, false],
    ['since, as a copy of something older', 1, -500, false],
  ])('%s', (_, birth, use, doubtful) => {
    const started = Date.now()
    const file = { birthtimeMs: started + birth * minute, mtimeMs: started + use * minute }
    expect(isDoubtful(file, started)).toBe(doubtful)
  })

  test('is told from when this system was started', () => {
    expect(Math.abs(Date.now() - startOfSystem() - uptime() * 1000)).toBeLessThan(1000)
  })
})

describe('after the power failed', () => {
  const base = temporaryFolder()
  const bytes = Buffer.alloc(100_000, 'layer')
  const digest = sha256(bytes)
  let dir: string
  let place: string
  beforeEach(async () => {
    dir = mkdtempSync(join(base, 'store-'))
    const store = await Store.open(dir)
    place = (await store.put([bytes], { digest, size: bytes.length })).path
    await tree(store)
    await store.close()
  })

  /** Opens the store as after a start of the system that came when all was written. */
  const restarted = (): Promise<Store> => Store.open(dir, { systemStart: Date.now() + 1000 })
  const has = (store: Store): Promise<boolean> => store.has({ digest, size: bytes.length })
  let unpacked = 0
  const tree = (store: Store, of: Digest = digest): Promise<string> =>
    unpackedTree(store, '0-0-1', of, async (folder) => {
      unpacked++
      await mkdir(folder)
      await writeFile(join(folder, 'file'), 'content')
      return 7
    })

  it('a blob that is whole is used, one of zeros is not', async () => {
    expect(await has(await restarted())).toBe(true)
    writeFileSync(place, Buffer.alloc(bytes.length))
    // Nothing is read again while the system runs.
    expect(await has(await Store.open(dir))).toBe(true)
    const store = await restarted()
    expect(await has(store)).toBe(false)
    await expect(store.locate(digest)).rejects.toMatchObject({ code: 'not-found' })
    await store.put([bytes], { digest, size: bytes.length })
    expect(readFileSync(place).equals(bytes)).toBe(true)
  })

  it('a blob is read once, and believed from then on', async () => {
    const store = await restarted()
    expect(await has(store)).toBe(true)
    writeFileSync(place, Buffer.alloc(bytes.length))
    expect(await has(store)).toBe(true)
  })

  it('an unpacked layer is unpacked again, once', async () => {
    const store = await restarted()
    truncateSync(join(await tree(await Store.open(dir)), 'file'), 0)
    const before = unpacked
    expect(readFileSync(join(await tree(store), 'file'), 'latin1')).toBe('content')
    expect(unpacked).toBe(before + 1)
    expect(await tree(await Store.open(dir))).toBe(await tree(await Store.open(dir)))
    expect(unpacked).toBe(before + 1)
  })

  it('to measure what is kept is not to use it', async () => {
    const note = join(dir, 'unpacked/0-0-1', digest.slice(7), 'size')
    const before = statSync(note).mtimeMs
    writeFileSync(note, '')
    const { utimesSync } = await import('node:fs')
    utimesSync(note, before / 1000, before / 1000)
    expect(inventory(dir).find(({ kind }) => kind === 'unpacked')?.size).toBeGreaterThan(0)
    expect(Math.abs(statSync(note).mtimeMs - before)).toBeLessThan(2)
    const again = unpacked
    await tree(await restarted())
    expect(unpacked).toBe(again + 1)
  })
})
