import { expect } from 'vitest'
import { defaultEpoch } from '../../src/rootfs/times.js'
import type { Case } from './case.js'
import { differences, sinceBase } from './compare.js'
import { type Outcome, readRecording } from './recording.js'

/** What oci-pack made of a case is what Docker made of it, or differs where the case says so and nowhere else. */
export function expectAsDocker(name: string, built: Case, ours: Outcome): void {
  const docker = readRecording(name)
  if (docker === undefined) throw new Error('not recorded: run `npm run conformance:record`')
  if ('refused' in docker) return expect(ours, `Docker refuses: ${docker.refused}`).toHaveProperty('refused')
  if ('refused' in ours) throw new Error(`Docker builds it, oci-pack refuses: ${ours.refused}`)
  const found = differences(docker, sinceBase(ours, defaultEpoch))
  const intended = Object.keys(built.deviations ?? {})
  const unexpected = [...found].filter(([at]) => !intended.includes(at)).map(([, line]) => line)
  expect(unexpected.join('\n')).toBe('')
  expect([...found.keys()], 'a deviation that is told but not there').toEqual(expect.arrayContaining(intended))
}
