import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.js'
import { dockerAnswers, hasContainerdStore, loadBasesIntoDocker } from '../docker.js'
import { writeBases } from '../ociPack.js'
import { caseOfSeed } from './case.js'
import { compareBuilds } from './compareBuilds.js'
import { shown } from './shown.js'

/** No part of CI, where there is no daemon: what Docker makes of the recorded cases is known there. */
const hasDocker = await dockerAnswers()
if (!hasDocker) console.warn('skipped: a Docker daemon at DOCKER_HOST is missing')

test('a seed makes the same build each time', () => {
  expect(shown(caseOfSeed(7, true))).toBe(shown(caseOfSeed(7, true)))
  expect(shown(caseOfSeed(8, true))).not.toBe(shown(caseOfSeed(7, true)))
})

describe.runIf(hasDocker)('random builds', () => {
  const folder = temporaryFolder()
  beforeAll(async () => {
    writeBases(folder)
    await loadBasesIntoDocker()
  })

  test.each(Array.from({ length: 20 }, (_, i) => i + 1))('of seed %i are as those of Docker', async (seed) => {
    const built = caseOfSeed(seed, await hasContainerdStore())
    const { differences } = await compareBuilds(built, folder)
    expect(differences.join('\n'), shown(built)).toBe('')
  })
})
