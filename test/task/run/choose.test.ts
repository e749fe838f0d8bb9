import { expect, test } from 'vitest'
import { newImage } from '../../../src/oci/mutate.js'
import { emptyDirectory } from '../../../src/rootfs/node.js'
import { chooseEngine } from '../../../src/task/run/choose.js'
import type { EngineName, EngineOffer, TaskEngine, TaskRequest } from '../../../src/task/run/engine.js'
import { failure } from '../../support/thrown.js'

const never = new AbortController().signal
const request: TaskRequest = {
  image: newImage({ config: { os: 'linux', architecture: 'amd64' }, layers: [] }),
  tree: emptyDirectory(),
  process: { argv: ['true'], env: [], cwd: '/', user: { uid: 0, gid: 0, groups: [] } },
  inputs: { source: '/a', target: '/inputs' },
  outputs: { source: '/b', target: '/outputs' },
  resources: { ram: 1, cpus: 1, gpus: 0, internet: false },
  onStart: () => undefined,
  onOutput: () => undefined,
  terminate: never,
  kill: never,
  signal: never,
}
const engine = (name: EngineName, offer: EngineOffer): TaskEngine => ({ name, offer: () => Promise.resolve(offer) })
const serves: EngineOffer = {
  serves: true,
  run: () => Promise.resolve({ exit: { status: 0 }, outOfMemory: false, notes: [] }),
}

test('the first engine that serves is taken', async () => {
  const engines = [engine('builtin', { serves: false, why: 'no' }), engine('podman', serves), engine('docker', serves)]
  expect((await chooseEngine(engines, request)).engine.name).toBe('podman')
})

test('where none serves, each tells why, and what to do', async () => {
  const engines = [
    engine('builtin', { serves: false, why: 'the host lacks perl', hint: 'Install perl.' }),
    engine('docker', { serves: false, why: 'it is not installed' }),
  ]
  const error = await failure(chooseEngine(engines, request))
  expect(error.code).toBe('executor')
  expect(error.message).toContain('builtin: the host lacks perl')
  expect(error.message).toContain('docker: it is not installed')
  expect(error.hint).toBe('Install perl.')
})
