import { expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { chooseExecutor } from '../../src/exec/choose.js'
import type { Executor, Offer, RunRequest } from '../../src/exec/executor.js'
import { emptyDirectory } from '../../src/rootfs/node.js'

const request: RunRequest = {
  argv: ['true'],
  env: [],
  cwd: '/',
  user: { uid: 0, gid: 0, groups: [] },
  layers: [],
  tree: emptyDirectory(),
  platform: { os: 'linux', architecture: 'amd64' },
  mounts: [],
  network: 'host',
  extraHosts: [],
  onOutput: () => undefined,
  signal: new AbortController().signal,
}

function executor(name: string, offer: Offer): Executor {
  return { name, offer: () => Promise.resolve(offer) }
}

const serves: Offer = { serves: true, execute: () => Promise.resolve({ status: 0 }) }

it('takes the first that serves', async () => {
  const executors = [executor('a', { serves: false, why: 'no' }), executor('b', serves), executor('c', serves)]
  expect((await chooseExecutor(executors, request)).executor.name).toBe('b')
})

it('tells what was tried, why each refused, and what to do', async () => {
  const executors = [
    executor('a', { serves: false, why: 'it is Tuesday' }),
    executor('b', { serves: false, why: 'no kernel', hint: 'Get one.' }),
  ]
  const error: unknown = await chooseExecutor(executors, request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OciPackError)
  expect(error).toMatchObject({ code: 'executor', hint: 'Get one.' })
  expect(String(error)).toMatch(/a: it is Tuesday\n {2}b: no kernel/)
})
