import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { build, cacheUsage, listCache, pruneCache, verifyCache } from '../../src/index.js'
import type { Event } from '../../src/index.js'
import { Store } from '../../src/store/store.js'
import { builder, programs } from '../support/builder.js'
import { keepLayer } from '../support/filledStore.js'
import { temporaryFolder } from '../support/folder.js'

const folder = temporaryFolder()
let count = 0
let cacheDir: string
beforeEach(() => {
  cacheDir = join(folder, `store-${count++}`)
})

/** Two layers of 1000 bytes, last used one and two days ago. */
async function fill(): Promise<void> {
  const store = await Store.open(cacheDir)
  for (const age of [1, 2]) await keepLayer(store, `layer${age}`, 1000, age)
  await store.close()
}

describe('the list', () => {
  test('begins with what was used last', async () => {
    await fill()
    const { dir, entries, size } = await listCache({ cacheDir })
    expect(dir).toBe(cacheDir)
    expect(entries.map(({ kind }) => kind).sort()).toEqual(['blob', 'blob', 'index', 'index', 'record', 'record'])
    expect(entries.map(({ lastUsed }) => lastUsed.getTime())).toEqual(
      entries.map(({ lastUsed }) => lastUsed.getTime()).sort((a, b) => b - a),
    )
    expect(size).toBe(entries.reduce((sum, entry) => sum + entry.size, 0))
  })

  test('tells which command made a layer', async () => {
    const { run } = builder({
      ...programs,
      Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nRUN chmod 700 /bin/mkdir\n',
    })
    await run({ cacheDir })
    const { entries } = await listCache({ cacheDir })
    expect(entries.flatMap(({ what }) => what ?? [])).toEqual(['RUN /bin/sh -c chmod 700 /bin/mkdir'])
  })

  test('makes no store', async () => {
    expect(await listCache({ env: { XDG_CACHE_HOME: cacheDir } })).toEqual({
      dir: join(cacheDir, 'oci-pack'),
      entries: [],
      size: 0,
    })
    expect(existsSync(cacheDir)).toBe(false)
  })
})

describe('pruning', () => {
  test.each([
    [{ olderThan: 36 * 3_600_000 }, 3],
    [{ maxSize: 1500 }, 2],
    [{ maxSize: 100_000 }, 0],
    [{ all: true }, 6],
    [{ all: true, maxSize: 1e9 }, 6],
    [{ olderThan: 36 * 3_600_000, maxSize: 0 }, 6],
    [{ olderThan: 36 * 3_600_000, maxSize: 0, both: true }, 3],
    [{ olderThan: 36 * 3_600_000, maxSize: 1e9, both: true }, 0],
  ])('by %j removes %d of 6 entries', async (options, removed) => {
    await fill()
    const before = await listCache({ cacheDir })
    const report = await pruneCache({ cacheDir, ...options })
    expect(report).toMatchObject({ dir: cacheDir, inUse: [], processes: [] })
    expect(report.removed).toHaveLength(removed)
    expect(report.freed + report.size).toBe(before.size)
    expect((await listCache({ cacheDir })).entries).toHaveLength(6 - removed)
  })

  test('must be told what', async () => {
    await expect(pruneCache({ cacheDir })).rejects.toMatchObject({
      code: 'usage',
      hint: 'Say --max-size SIZE, --older-than AGE or --all.',
    })
  })

  test('of a store that is not there makes none', async () => {
    expect(await pruneCache({ cacheDir, all: true })).toMatchObject({ removed: [], freed: 0, size: 0 })
    expect(existsSync(cacheDir)).toBe(false)
  })
})

describe('after a build', () => {
  const { run } = builder({
    ...programs,
    Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nRUN chmod 700 /bin/mkdir\n',
  })

  test('the store is within its bound, and nobody is at work there', async () => {
    await run({ cacheDir })
    await run({ cacheDir, cacheMaxSize: 0 })
    expect((await listCache({ cacheDir })).entries).not.toEqual([])
    await run({ cacheDir, cacheMaxSize: 100 })
    expect((await listCache({ cacheDir })).size).toBeLessThanOrEqual(100)
    for (const name of ['builds', 'pruning', 'work', 'ingest']) expect(readdirSync(join(cacheDir, name))).toEqual([])
  })

  test('the environment may tell the bound', async () => {
    const env = { OCI_PACK_CACHE_MAX_SIZE: '100' }
    await run({ cacheDir, env, cacheMaxSize: 0 })
    expect((await listCache({ cacheDir })).size).toBeGreaterThan(100)
    await run({ cacheDir, env })
    expect((await listCache({ cacheDir })).size).toBeLessThanOrEqual(100)
    await expect(run({ cacheDir, env: { OCI_PACK_CACHE_MAX_SIZE: 'lots' } })).rejects.toMatchObject({
      code: 'usage',
      message: 'OCI_PACK_CACHE_MAX_SIZE "lots" is not a size',
    })
  })

  test('what was not used for longer than its bound is gone', async () => {
    await fill()
    await run({ cacheDir, cacheMaxAge: 36 * 3_600_000 })
    const ages = (await listCache({ cacheDir })).entries.map(
      ({ lastUsed }) => (Date.now() - lastUsed.getTime()) / 3_600_000,
    )
    expect(ages.filter((age) => age > 20)).toHaveLength(3)
    await run({ cacheDir, env: { OCI_PACK_CACHE_MAX_AGE: '12h' } })
    expect(
      (await listCache({ cacheDir })).entries.every(({ lastUsed }) => Date.now() - lastUsed.getTime() < 43_200_000),
    ).toBe(true)
    await expect(run({ cacheDir, env: { OCI_PACK_CACHE_MAX_AGE: '7' } })).rejects.toMatchObject({
      code: 'usage',
      message: 'OCI_PACK_CACHE_MAX_AGE "7" is not an age',
    })
  })

  test('that fails, too, the store is closed', async () => {
    const failing = builder({ Dockerfile: 'FROM scratch\nCOPY missing /\n' })
    await expect(build({ context: failing.where, cacheDir, env: {} })).rejects.toMatchObject({ code: 'source' })
    expect(readdirSync(join(cacheDir, 'builds'))).toEqual([])
  })
})

describe('how much is kept', () => {
  test('is told by kinds, and what a build uses apart', async () => {
    await fill()
    const before = await cacheUsage({ cacheDir })
    expect(before).toMatchObject({ dir: cacheDir, processes: [], reclaimable: before.size })
    expect(before.kinds.map(({ kind, count }) => [kind, count])).toEqual([
      ['blob', 2],
      ['index', 2],
      ['record', 2],
      ['unpacked', 0],
      ['mount', 0],
    ])
    const store = await Store.open(cacheDir)
    await keepLayer(store, 'fresh', 500, 0)
    const { kinds, size, reclaimable, processes } = await cacheUsage({ cacheDir })
    expect(kinds[0]).toEqual({ kind: 'blob', count: 3, size: 2500, active: 1, reclaimable: 2000 })
    expect(size).toBeGreaterThan(reclaimable)
    expect(processes).toEqual([process.pid])
    await store.close()
  })

  test('is nothing where there is no store', async () => {
    expect(await cacheUsage({ cacheDir })).toMatchObject({ size: 0, reclaimable: 0, processes: [] })
    expect(existsSync(cacheDir)).toBe(false)
  })
})

describe('a store that is verified', () => {
  test('is whole after a build, and is not once a layer is damaged', async () => {
    const { run } = builder({
      ...programs,
      Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nRUN chmod 700 /bin/mkdir\n',
    })
    await run({ cacheDir })
    expect(await verifyCache({ cacheDir })).toMatchObject({
      dir: cacheDir,
      ok: true,
      faults: [],
      stale: [],
      layout: 'true',
    })
    const [name = ''] = readdirSync(join(cacheDir, 'blobs/sha256'))
    writeFileSync(join(cacheDir, 'blobs/sha256', name), 'other')
    const events: Event[] = []
    const verified = await verifyCache({ cacheDir, onEvent: (event) => events.push(event) })
    expect(verified).toMatchObject({
      ok: false,
      faults: [{ kind: 'blob', name, mended: false }],
      stale: [{ kind: 'record' }],
    })
    expect(events.map(({ type }) => type)).toEqual(['step-start', 'progress', 'step-done'])
    expect(await verifyCache({ cacheDir, fix: true })).toMatchObject({
      ok: true,
      faults: [{ mended: true }],
      stale: [{ mended: true }],
    })
    expect(await verifyCache({ cacheDir })).toMatchObject({ ok: true, faults: [] })
    await run({ cacheDir })
    expect(readdirSync(join(cacheDir, 'blobs/sha256'))).toContain(name)
  })

  test('is whole where there is none', async () => {
    expect(await verifyCache({ cacheDir })).toMatchObject({ ok: true, size: 0, checked: {} })
    expect(existsSync(cacheDir)).toBe(false)
  })
})
