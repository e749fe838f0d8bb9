import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { agentCheck, credentialChecks } from '../../../src/api/doctor/surroundings.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

function home(name: string, config: string): Record<string, string> {
  const path = join(folder, name)
  mkdirSync(join(path, '.docker'), { recursive: true })
  writeFileSync(join(path, '.docker/config.json'), config)
  return { HOME: path }
}

it('tells for whom there are credentials, and no secret', async () => {
  const auth = Buffer.from('me:hidden').toString('base64')
  const env = home(
    'a',
    JSON.stringify({ auths: { 'b.example': { auth } }, credHelpers: { 'a.example': 'x' }, credsStore: 'y' }),
  )
  const checks = await credentialChecks(env)
  expect(checks).toEqual([
    {
      topic: 'credentials',
      good: true,
      finding: `${env['HOME']}/.docker/config.json: a.example, b.example, all that docker-credential-y has`,
    },
  ])
  expect(JSON.stringify(checks)).not.toContain(auth)
})

it('tells of a file that cannot be read as one, without what it holds', async () => {
  const [check] = await credentialChecks(home('broken', '{"auths": hidden'))
  expect(check).toMatchObject({ good: false, hint: expect.stringContaining('Mend') as string })
  expect(JSON.stringify(check)).not.toContain('hidden')
})

it('tells that there are none', async () => {
  expect(await credentialChecks({ HOME: join(folder, 'nobody') })).toEqual([
    { topic: 'credentials', finding: 'none: registries are asked without' },
  ])
})

it('looks for an agent', async () => {
  expect(agentCheck({})).toEqual({ topic: 'SSH agent', finding: 'none: SSH_AUTH_SOCK is not set' })
  expect(agentCheck({ SSH_AUTH_SOCK: join(folder, 'none') })).toMatchObject({ good: false })
  const path = join(folder, 'agent')
  const server = createServer().listen(path)
  await once(server, 'listening')
  expect(agentCheck({ SSH_AUTH_SOCK: path })).toMatchObject({ good: true, finding: path })
  server.close()
})
