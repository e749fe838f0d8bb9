import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { doctor } from '../../src/api/doctor.js'
import { executorNames } from '../../src/exec/executor.js'
import { temporaryFolder } from '../support/folder.js'

it('asks every executor, and leaves nothing in the store', async () => {
  const cacheDir = join(temporaryFolder(), 'store')
  const report = await doctor({ cacheDir, env: { HOME: cacheDir, PATH: '/nowhere' } })
  expect(report.executors.map(({ name }) => name)).toEqual(executorNames)
  for (const { works, findings, hints } of report.executors) {
    expect(findings).not.toEqual([])
    if (!works) expect(hints).not.toEqual([])
  }
  expect(report.executors.find(({ name }) => name === 'podman')).toMatchObject({
    works: false,
    findings: ['cannot start podman: it is not installed.'],
  })
  expect(report.runs).toBe(report.executors.some(({ name, works }) => works && name !== 'builtin'))
  expect(report.store.free).toBeGreaterThan(0)
  expect(readdirSync(join(cacheDir, 'work'))).toEqual([])
})
