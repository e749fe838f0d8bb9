import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { Builds, type Made } from '../support/builds.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, RealRegistry } from '../support/realRegistry.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

/** OCI_PACK_TEST_KILLS=100 kills as many builds. */
const kills = Number(process.env['OCI_PACK_TEST_KILLS'] ?? 12)
const seed = Number(process.env['OCI_PACK_TEST_SEED'] ?? 1)

/** Numbers from 0 to below 1 that follow from a seed (mulberry32). */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const isRoot = process.getuid?.() === 0
const ways = [
  {
    title: 'in namespaces',
    flags: [],
    count: kills,
    isThere: needs('user namespaces', await hasUserNamespaces()),
  },
  {
    title: 'by chroot',
    flags: ['--run-with', 'chroot', '--network', 'host'],
    count: Math.ceil(kills / 2),
    isThere: needs('root', isRoot),
  },
]
const there = needs('docker-registry', hasRealRegistry) ? ways.filter(({ isThere }) => isThere) : []

describe.each(there)(`a build that is killed (seed ${seed}), $title`, ({ flags, count }) => {
  const folder = temporaryFolder()
  const next = random(seed)
  const pick = <T>(...choices: T[]): T => choices[Math.floor(next() * choices.length)] as T
  let builds: Builds
  let registry: RealRegistry
  let made: Made
  const told = { killed: 0, left: 0, former: 0 }
  /** How long a build takes, in milliseconds: with nothing in the store, with all but the RUNs, with everything. */
  const spans = { cold: 0, again: 0, warm: 0, prune: 300, verify: 400 }
  beforeAll(async () => {
    builds = await Builds.in(folder, flags)
    registry = await RealRegistry.start(builds.place('registry'))
    await builds.pullFrom(registry)
    const timed = async (): Promise<[span: number, result: Made]> => {
      const began = performance.now()
      const result = await builds.build()
      return [performance.now() - began, result]
    }
    ;[spans.cold, made] = await timed()
    builds.forgetRuns()
    ;[spans.again] = await timed()
    ;[spans.warm] = await timed()
    expect(await ociPack(['verify', builds.output])).toMatchObject({ status: 0 })
  })
  afterAll(async () => {
    console.info('of', count, 'commands', told)
    await builds.close()
    await registry.close()
  })

  test.each(Array.from({ length: count }, (_, i) => i + 1))('%d', async () => {
    const kind = pick('cold', 'cold', 'again', 'again', 'warm', 'prune', 'verify')
    if (kind === 'cold') builds.newStore()
    if (kind === 'again') builds.forgetRuns()
    writeFileSync(builds.output, 'former')
    const how = pick('process', 'group', 'all')
    const what = kind === 'prune' || kind === 'verify' ? kind : 'build'
    if (await builds.kill(what, how, (0.2 + 0.8 * next()) * spans[kind])) told.killed++
    if (builds.leftovers().length > 0) told.left++

    // As it was left, before anybody tidies it up.
    expect(await builds.damage()).toEqual([])
    const after = sha256(readFileSync(builds.output))
    if (after === sha256('former')) told.former++
    else expect(after).toBe(made.archive)
    expect(await builds.build()).toEqual(made)
    expect(await builds.faults()).toEqual([])
  })

  // By chance, none of a few is.
  test.runIf(count >= 12)('some were at work', () => {
    expect(told.killed).toBeGreaterThan(0)
    expect(told.left).toBeGreaterThan(0)
    expect(told.former).toBeGreaterThan(0)
  })
})
