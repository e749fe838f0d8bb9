import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listCache, pruneCache } from '../../src/index.js'
import { Builds, type Made } from '../support/builds.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

describe.runIf(needs('user namespaces', await hasUserNamespaces()))('builds that share a store', () => {
  const folder = temporaryFolder()
  const people = ['ada', 'ada', 'grace', 'kay']
  const asked = (who: string): string[] => ['--build-arg', `who=${who}`]
  const expected = new Map<string, Made>()
  let builds: Builds
  beforeAll(async () => {
    builds = await Builds.in(folder)
    for (const who of new Set(people)) expected.set(who, await builds.build(asked(who)))
  })
  afterAll(() => builds.close())

  /** The same and others, all at once. */
  async function buildAll(): Promise<void> {
    const made = await Promise.all(people.map((who, i) => builds.build(asked(who), builds.place(`${who}-${i}.tar`))))
    expect(made).toEqual(people.map((who) => expected.get(who)))
  }

  test('make what they make alone, from nothing', async () => {
    builds.newStore()
    await buildAll()
    expect(await builds.faults()).toEqual([])
  })

  test('executing each RUN again', async () => {
    builds.forgetRuns()
    await buildAll()
    expect(await builds.faults()).toEqual([])
  })

  test('while all that they do not use is pruned again and again', async () => {
    const over = new AbortController()
    let removed = 0
    const pruning = (async () => {
      while (!over.signal.aborted) {
        removed += (await pruneCache({ cacheDir: builds.cacheDir, all: true })).removed.length
        await setTimeout(5)
      }
    })()
    try {
      for (let i = 0; i < 2; i++) await buildAll()
    } finally {
      over.abort()
      await pruning
    }
    expect(removed).toBeGreaterThan(0)
    expect(await builds.faults()).toEqual([])
    await pruneCache({ cacheDir: builds.cacheDir, all: true })
    expect((await listCache({ cacheDir: builds.cacheDir })).entries).toEqual([])
  })

  test('while each brings the store within a bound that holds less than one of them', async () => {
    const small = ['--cache-max-size', '5MB']
    const made = await Promise.all(
      people.map((who, i) => builds.build([...asked(who), ...small], builds.place(`${who}-${i}.tar`))),
    )
    expect(made).toEqual(people.map((who) => expected.get(who)))
    expect(await builds.faults()).toEqual([])
    expect(await builds.build([...asked('ada'), ...small])).toEqual(expected.get('ada'))
    expect((await listCache({ cacheDir: builds.cacheDir })).size).toBeLessThanOrEqual(5e6)
  })
})
