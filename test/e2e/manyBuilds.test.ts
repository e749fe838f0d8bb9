import { rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheUsage, pruneCache, verifyCache } from '../../src/index.js'
import { Builds, type Made } from '../support/builds.js'
import { run } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, RealRegistry } from '../support/realRegistry.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

/** OCI_PACK_TEST_BUILDS=200 builds as often; so many at once as OCI_PACK_TEST_AT_ONCE says, or all. */
const count = Number(process.env['OCI_PACK_TEST_BUILDS'] ?? 12)
const atOnce = Number(process.env['OCI_PACK_TEST_AT_ONCE'] ?? count)

const timeout = Math.max(300_000, count * 15_000)

const isHere = needs('user namespaces', await hasUserNamespaces()) && needs('docker-registry', hasRealRegistry)

/** Each pulls the base, unpacks it, applies RUNs as data and executes others, some of which only it has and some of which all have. */
describe.runIf(isHere)(`${count} builds that begin with one empty store, ${atOnce} at once`, () => {
  const folder = temporaryFolder()
  const people = ['ada', 'grace', 'kay', 'emmy', 'mary']
  const expected = new Map<string, Made>()
  let builds: Builds
  let registry: RealRegistry
  beforeAll(async () => {
    builds = await Builds.in(folder)
    registry = await RealRegistry.start(builds.place('registry'))
    await builds.pullFrom(registry)
    for (const who of people) expected.set(who, await builds.build(['--build-arg', `who=${who}`]))
    builds.newStore()
  })
  afterAll(async () => {
    await builds.close()
    await registry.close()
  })

  /** Prunes, measures and verifies until it is told to stop; gives what was pruned and what was found to be wrong. */
  async function tend(over: AbortSignal): Promise<{ removed: number; faults: unknown[] }> {
    const { cacheDir } = builds
    const faults: unknown[] = []
    let removed = 0
    while (!over.aborted) {
      removed += (await pruneCache({ cacheDir, all: true })).removed.length
      await cacheUsage({ cacheDir })
      const verified = await verifyCache({ cacheDir })
      if (!verified.ok) faults.push(verified)
      await setTimeout(100)
    }
    return { removed, faults }
  }

  test(
    'each make what they make alone, while the store is pruned and verified',
    async () => {
      const over = new AbortController()
      const tending = tend(over.signal)
      const limit = pLimit(atOnce)
      const began = performance.now()
      try {
        const made = await Promise.all(
          Array.from({ length: count }, (_, i) => {
            const who = people[i % people.length] ?? ''
            const bound = i % 3 === 0 ? ['--cache-max-size', '5MB'] : []
            return limit(async () => {
              const output = builds.place(`${i}.tar`)
              const image = await builds.build(['--build-arg', `who=${who}`, ...bound], output)
              await rm(output)
              return [who, image] as const
            })
          }),
        )
        for (const [who, image] of made) expect(image).toEqual(expected.get(who))
      } finally {
        over.abort()
      }
      const { faults } = await tending
      console.info(count, 'builds in', Math.round((performance.now() - began) / 1000), 's')
      expect(faults).toEqual([])
      expect(await builds.faults()).toEqual([])
    },
    timeout,
  )

  test('leave images that others can read', async () => {
    const made = await builds.build(['--build-arg', 'who=ada'])
    expect(made).toEqual(expected.get('ada'))
    const { status, stderr } = await run('skopeo', ['inspect', `oci:${builds.cacheDir}:${registry.host}/base:1`])
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})
