import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultEpoch } from '../../src/rootfs/times.js'
import { needs } from '../support/needs.js'
import { hasBusybox } from './bases.js'
import { cases } from './cases/index.js'
import { differences, sinceBase } from './compare.js'
import { buildWithOciPack, writeBases } from './ociPack.js'
import { readRecording } from './recording.js'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-bases-'))
  writeBases(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const canExecute = needs('a static BusyBox (busybox-static)', hasBusybox)
const served = Object.entries(cases).filter(([, built]) => canExecute || !built.executes)

test.each(served)('%s is built as Docker builds it', async (name, built) => {
  const docker = readRecording(name)
  const ours = await buildWithOciPack(built, folder)
  if (docker === undefined) throw new Error('not recorded: run `npm run conformance:record`')
  if ('refused' in docker) return expect(ours, `Docker refuses: ${docker.refused}`).toHaveProperty('refused')
  if ('refused' in ours) throw new Error(`Docker builds it, oci-pack refuses: ${ours.refused}`)
  const found = differences(docker, sinceBase(ours, defaultEpoch))
  const intended = Object.keys(built.deviations ?? {})
  const unexpected = [...found].filter(([at]) => !intended.includes(at)).map(([, line]) => line)
  expect(unexpected.join('\n')).toBe('')
  expect([...found.keys()], 'a deviation that is told but not there').toEqual(expect.arrayContaining(intended))
})
