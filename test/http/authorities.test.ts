import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { namedAuthorities } from '../../src/http/authorities.js'
import { temporaryFolder } from '../support/folder.js'

const folder = temporaryFolder()
const at = (name: string): string => join(folder, name)
const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`

describe('the authorities that the environment names', () => {
  beforeAll(() => {
    for (const name of ['a', 'b']) mkdirSync(at(name))
    const files = {
      'one.pem': pem('one'),
      'a/two.pem': pem('two'),
      'a/two.0': pem('two'),
      'a/README': 'none',
      'b/3': pem('3'),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text)
  })

  it.each([
    ['nothing', {}, [], []],
    ['an empty variable', { NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: '', SSL_CERT_DIR: '' }, [], []],
    ["Node's own", { NODE_EXTRA_CA_CERTS: at('one.pem') }, ['one'], []],
    ['a file', { SSL_CERT_FILE: at('one.pem') }, [], ['one']],
    ['a folder, what it has twice once', { SSL_CERT_DIR: at('a') }, [], ['two']],
    ['folders', { SSL_CERT_DIR: `${at('a')}:${at('b')}` }, [], ['two', '3']],
    ['both', { SSL_CERT_FILE: at('one.pem'), SSL_CERT_DIR: at('b') }, [], ['one', '3']],
    ['what is not there', { NODE_EXTRA_CA_CERTS: at('no'), SSL_CERT_FILE: at('no'), SSL_CERT_DIR: at('no') }, [], []],
    ['what is of another kind', { SSL_CERT_FILE: at('a'), SSL_CERT_DIR: at('one.pem') }, [], []],
  ])('are those of %s', async (_what, env, nodes, others) => {
    expect(await namedAuthorities(env)).toEqual({ nodes: nodes.map(pem), others: others.map(pem) })
  })
})
