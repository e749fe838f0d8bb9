import { expect, test } from 'vitest'
import type { DoctorReport } from '../../../src/api/doctor.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const report: DoctorReport = {
  platform: 'linux/amd64',
  system: 'linux 6.1',
  node: 'v20.19.0',
  store: { dir: '/s\x1b[2J', free: 5e9, fileSystem: 'ext4' },
  executors: [
    { name: 'builtin', works: true, findings: ['As data.'], hints: [] },
    { name: 'namespaces', works: true, findings: ['One.', 'Two.'], hints: [] },
    { name: 'podman', works: false, findings: ['It is not installed.'], hints: ['Install it.'] },
  ],
  checks: [
    { topic: 'user namespaces', good: false, finding: 'restricted', hint: 'Allow them.' },
    { topic: 'cgroups', finding: 'version 2' },
  ],
  runs: true,
}

async function run(args: string[], told = report): Promise<[number, string]> {
  const io = fakeIo()
  const status = await parseCommandLine(['doctor', ...args])(io, fakeApi({ doctor: async () => told }))
  return [status, io.stdout.text]
}

test('a host on which a RUN can be executed', async () => {
  expect(await run([])).toEqual([
    0,
    `host   linux/amd64, linux 6.1
node   v20.19.0
store  /s, ext4, 5.0 GB free

RUN executes
  ✓ builtin     As data.
  ✓ namespaces  One.
                Two.
  ✗ podman      It is not installed.
                help: Install it.

  ✗ user namespaces  restricted
                     help: Allow them.
  - cgroups          version 2

A RUN that starts programs is executed here, by namespaces.
`,
  ])
})

test('a host on which none can', async () => {
  const [builtin] = report.executors
  const [status, text] = await run([], { ...report, executors: builtin ? [builtin] : [], runs: false })
  expect(status).toBe(1)
  expect(text).toMatch(/No RUN that starts programs can be executed here; one of plain file commands can\.\n$/)
})

test('JSON', async () => {
  const [status, text] = await run(['--json'], { ...report, runs: false })
  expect([status, JSON.parse(text)]).toEqual([1, { ...report, runs: false }])
})
