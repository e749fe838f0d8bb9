import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openSshAgents } from '../../src/api/sshAgents.js'
import { hasCommand, run, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const path = (name: string): string => join(folder, name)
const env = { PATH: process.env['PATH'] }

const server = createServer().listen(path('socket'))
afterAll(() => void server.close())
writeFileSync(path('text'), 'no key')

test('the agent at SSH_AUTH_SOCK, and a socket that is named', async () => {
  const { sockets, close } = await openSshAgents({ a: [], b: [path('socket')] }, { SSH_AUTH_SOCK: '/own' })
  await close()
  expect([...sockets]).toEqual([
    ['a', '/own'],
    ['b', path('socket')],
  ])
})

test.each<[string[], RegExp]>([
  [[], /^--ssh k: there is no SSH agent, for SSH_AUTH_SOCK is not set$/],
  [[path('socket'), path('text')], /^--ssh k: a socket stands alone/],
  [[path('text'), path('socket')], /^--ssh k: a socket stands alone/],
  [[path('none')], /^--ssh k: reading .*none: no such file or directory$/],
  [[folder], /^--ssh k: reading .*: it is a directory$/],
])('%j is refused', async (paths, message) => {
  expect((await failure(openSshAgents({ k: paths }, env))).message).toMatch(message)
})

test('where there is no ssh-agent, a key cannot be had', async () => {
  mkdirSync(path('bin'))
  for (const name of ['sh', 'cat', 'rm', 'rmdir'])
    writeFileSync(path(`bin/${name}`), `#!/bin/sh\nexec /bin/${name} "$@"\n`)
  for (const name of ['sh', 'cat', 'rm', 'rmdir']) chmodSync(path(`bin/${name}`), 0o755)
  expect(await failure(openSshAgents({ k: [path('text')] }, { PATH: path('bin') }))).toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/^no SSH agent can be started for a key: .*ssh-agent/) as string,
  })
})

describe.runIf(needs('the OpenSSH client', hasCommand('ssh-agent') && hasCommand('ssh-keygen')))('keys', () => {
  const key = (name: string, passphrase = ''): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', path(name)])
    return path(name)
  }

  test('are in an agent of their own, which is gone when it is closed', async () => {
    const [one, two] = [key('one'), key('two')]
    chmodSync(one, 0o644)
    const { sockets, close } = await openSshAgents({ both: [one, two] }, env)
    const socket = sockets.get('both') ?? ''
    expect(await runOk('ssh-add', ['-l'], { env: { ...env, SSH_AUTH_SOCK: socket } })).toMatch(/one.*\n.*two/)
    await close()
    expect(existsSync(dirname(socket))).toBe(false)
  })

  test('are gone too when this process is killed', async () => {
    const script = `import { openSshAgents } from './src/api/sshAgents.ts'
const { sockets } = await openSshAgents({ k: [${JSON.stringify(key('killed'))}] }, process.env)
process.stdout.write(sockets.get('k'))
process.kill(process.pid, 'SIGKILL')`
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(stdout).toMatch(/agent$/)
    await expect.poll(() => existsSync(dirname(stdout)), { timeout: 30_000 }).toBe(false)
  })

  test('that have a passphrase, or are none, are told', async () => {
    const before = { k: [key('locked', 'a passphrase')] }
    expect(await failure(openSshAgents(before, env))).toMatchObject({
      code: 'source',
      message: `the SSH key ${path('locked')} cannot be used: it has a passphrase`,
    })
    expect(await failure(openSshAgents({ k: [path('text')] }, env))).toMatchObject({
      message: `the SSH key ${path('text')} cannot be used: it is no private key that ssh-add knows`,
    })
  })
})
