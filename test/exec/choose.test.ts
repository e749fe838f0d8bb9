import { expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { chooseExecutor } from '../../src/exec/choose.js'
import type { Executor, ExecutorName, Offer } from '../../src/exec/executor.js'
import { runRequest } from '../support/runRequest.js'

const request = runRequest()

function executor(name: ExecutorName, offer: Offer): Executor {
  return {
    name,
    offer: () => Promise.resolve(offer),
    examine: () => Promise.resolve({ works: true, findings: [], hints: [] }),
  }
}

const serves: Offer = { serves: true, execute: () => Promise.resolve({ status: 0 }) }

it('takes the first that serves', async () => {
  const executors = [
    executor('builtin', { serves: false, why: 'no' }),
    executor('namespaces', serves),
    executor('chroot', serves),
  ]
  expect((await chooseExecutor(executors, request)).executor.name).toBe('namespaces')
})

it('tells what was tried, why each refused, and what to do', async () => {
  const executors = [
    executor('builtin', { serves: false, why: 'it is Tuesday' }),
    executor('namespaces', { serves: false, why: 'no kernel', hint: 'Get one.' }),
  ]
  const error: unknown = await chooseExecutor(executors, request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OciPackError)
  expect(error).toMatchObject({ code: 'executor', hint: 'Get one. `oci-pack doctor` tells what this machine can do.' })
  expect(String(error)).toMatch(/builtin: it is Tuesday\n {2}namespaces: no kernel/)
})
