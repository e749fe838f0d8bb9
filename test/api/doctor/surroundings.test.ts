import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { agentCheck } from '../../../src/api/doctor/surroundings.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

it('looks for an agent', async () => {
  expect(agentCheck({})).toEqual({ topic: 'SSH agent', finding: 'none: SSH_AUTH_SOCK is not set' })
  expect(agentCheck({ SSH_AUTH_SOCK: join(folder, 'none') })).toMatchObject({ good: false })
  const path = join(folder, 'agent')
  const server = createServer().listen(path)
  await once(server, 'listening')
  expect(agentCheck({ SSH_AUTH_SOCK: path })).toMatchObject({ good: true, finding: path })
  server.close()
})
