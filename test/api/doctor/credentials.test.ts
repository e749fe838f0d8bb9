import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { credentialChecks } from '../../../src/api/doctor/credentials.js'
import { makeCredentialHelper } from '../../support/credentialHelper.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

function home(name: string, config: string): { readonly HOME: string } {
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
  const file = join(env.HOME, '.docker/config.json')
  makeCredentialHelper(env.HOME, 'y')
  const checks = await credentialChecks({ ...env, PATH: join(env.HOME, 'bin') })
  expect(checks).toEqual([
    {
      topic: 'credentials',
      good: true,
      finding: `${file}: a.example, b.example, all that docker-credential-y has`,
    },
    {
      topic: 'credentials',
      good: false,
      finding: 'docker-credential-x is in no folder of PATH',
      hint: `${file} names this helper: install it, or take it out of the file.`,
    },
    { topic: 'credentials', good: true, finding: `docker-credential-y is ${env.HOME}/bin/docker-credential-y` },
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

it('tells whom registries.conf has asked, and in which order', async () => {
  const { HOME } = home('listed', '{}')
  const conf = join(HOME, 'registries.conf')
  writeFileSync(conf, 'credential-helpers = ["absent", "containers-auth.json", "own"]\n')
  makeCredentialHelper(HOME, 'own')
  expect(await credentialChecks({ HOME, PATH: join(HOME, 'bin'), CONTAINERS_REGISTRIES_CONF: conf })).toMatchObject([
    { good: true, finding: `${conf}: asked are docker-credential-absent, then the files, then docker-credential-own` },
    { good: false, finding: 'docker-credential-absent is in no folder of PATH' },
    { good: true, finding: `docker-credential-own is ${HOME}/bin/docker-credential-own` },
    { good: true, finding: `${HOME}/.docker/config.json: none` },
  ])
})

it('leaves settings that cannot be read to another check', async () => {
  const { HOME } = home('unreadable', '{}')
  const conf = join(HOME, 'registries.conf')
  writeFileSync(conf, 'x')
  expect(await credentialChecks({ HOME, CONTAINERS_REGISTRIES_CONF: conf })).toHaveLength(1)
})
