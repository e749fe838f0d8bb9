import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { authorityChecks } from '../../../src/api/doctor/authorities.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
const at = (name: string): string => join(folder, name)
const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`

beforeAll(() => {
  mkdirSync(at('some'))
  mkdirSync(at('none'))
  writeFileSync(at('two.pem'), pem('a') + pem('b'))
  writeFileSync(at('some/a.pem'), pem('a'))
  writeFileSync(at('key.pem'), '-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----\n')
})

it('counts what the environment names', async () => {
  const env = { NODE_EXTRA_CA_CERTS: at('some/a.pem'), SSL_CERT_FILE: at('two.pem'), SSL_CERT_DIR: `${at('some')}:` }
  expect(await authorityChecks(env)).toEqual([
    { good: true, finding: `NODE_EXTRA_CA_CERTS: 1 in ${at('some/a.pem')}` },
    { good: true, finding: `SSL_CERT_FILE: 2 in ${at('two.pem')}` },
    { good: true, finding: `SSL_CERT_DIR: 1 in ${at('some')}` },
  ])
})

it.each(['absent', 'none', 'key.pem'])('tells of a place without a certificate: %s', async (name) => {
  const checks = await authorityChecks({ SSL_CERT_FILE: at(name), SSL_CERT_DIR: at(name) })
  expect(checks).toMatchObject([
    { good: false, finding: `SSL_CERT_FILE names ${at(name)}, where no certificate can be read` },
    { good: false, finding: `SSL_CERT_DIR names ${at(name)}, where no certificate can be read` },
  ])
  expect(JSON.stringify(checks)).not.toContain('hidden')
})

it('says nothing where nothing is named', async () => {
  expect(await authorityChecks({ SSL_CERT_FILE: '', SSL_CERT_DIR: ':' })).toEqual([])
})

it('tells that nobody is checked', async () => {
  expect(await authorityChecks({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject([{ good: false }])
  expect(await authorityChecks({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([])
})
