import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badNetworkRun, type Outcome, pulledImage, type Shared } from '../support/badNetwork/run.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, pushSample, RealRegistry } from '../support/realRegistry.js'

/** More of them, from another seed on: OCI_PACK_BAD_NETWORK=1000,500. */
const [first = 1, count = 42] = (process.env['OCI_PACK_BAD_NETWORK'] ?? '1,42').split(',').map(Number)

describe.runIf(needs('docker-registry', hasRealRegistry))('a network that misbehaves', () => {
  const folder = temporaryFolder()
  const outcomes: Outcome[] = []
  let registry: RealRegistry
  let shared: Shared
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    shared = { host: registry.host, image: await pulledImage() }
    await pushSample(registry.host, 'team/image', 'v1', shared.image)
  })
  afterAll(() => registry.close())

  test.each(Array.from({ length: count }, (_, i) => first + i))(
    'seed %i: all is right, or it is told',
    async (seed) => {
      const outcome = await badNetworkRun(seed, shared)
      outcomes.push(outcome)
      expect(outcome.wrong, outcome.told?.message).toEqual([])
      if (outcome.told) {
        expect(outcome.told.message).toMatch(/^cannot (fetch|push|ask) |blob sha256:/)
        expect(outcome.told.message).toContain(outcome.told.code === 'integrity' ? 'sha256:' : '127.0.0.1:')
      }
    },
  )

  test('many get through, and many faults were met', () => {
    for (const kind of ['pull', 'blob', 'push'] as const) {
      const all = outcomes.filter((outcome) => outcome.kind === kind)
      const well = all.filter(({ told }) => told === undefined)
      const faults = all.reduce((sum, { faults }) => sum + faults, 0)
      console.log(
        `${kind}: ${all.length} runs, ${well.length} went well, ${all.length - well.length} told why not, ${faults} faults`,
      )
      expect(well.length).toBeGreaterThan(all.length / 4)
      expect(faults).toBeGreaterThan(all.length / 3)
    }
  })
})
