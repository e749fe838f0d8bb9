import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { type Ended, hasCommand, run, runOk } from '../support/command.js'
import { makeCredentialHelper } from '../support/credentialHelper.js'
import { temporaryFolder } from '../support/folder.js'
import { knownUser, login } from '../support/knownUser.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { Podman } from '../support/podman.js'
import { RealRegistry } from '../support/realRegistry.js'

const parts = ['docker-registry', 'skopeo', 'podman']
const { username, password } = login

describe.runIf(needs(parts.join(', '), parts.every(hasCommand)))('login to a registry with passwords', () => {
  const folder = temporaryFolder()
  const podman = new Podman(join(folder, 'podman'))
  let registry: RealRegistry
  let home: string
  let tests = 0
  beforeAll(async () => {
    await makeHostBase(join(folder, 'base'))
    registry = await RealRegistry.start(join(folder, 'registry'), { auth: await knownUser(folder) })
  })
  afterAll(async () => {
    await podman.close()
    await registry.close()
  })
  beforeEach(() => {
    home = join(folder, `home${++tests}`)
    mkdirSync(home)
  })

  /** Runs the command as a user with nothing but a home. */
  const ociPack = (args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    run('bash', ['-c', `printf %s "$0" | exec "$@"`, input, process.execPath, cliPath, ...args], {
      env: { PATH: process.env['PATH'], HOME: home, ...env },
    })
  const logIn = (...args: string[]): Promise<Ended> =>
    ociPack(['login', '-u', username, '--password-stdin', ...args, registry.host], `${password}\n`)
  const file = (): string => join(home, '.docker/config.json')
  const read = (path = file()): unknown => JSON.parse(readFileSync(path, 'utf8'))
  const entry = { auth: Buffer.from(`${username}:${password}`).toString('base64') }

  it('writes what Docker writes, for nobody else to read', async () => {
    expect(await logIn()).toEqual({
      status: 0,
      stdout: `logged in to ${registry.host} as me: kept in ${file()}\n`,
      stderr: '',
    })
    expect(readFileSync(file(), 'utf8')).toBe(
      `{\n\t"auths": {\n\t\t"${registry.host}": {\n\t\t\t"auth": "${entry.auth}"\n\t\t}\n\t}\n}\n`,
    )
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, '.docker')).mode & 0o777).toBe(0o700)
  })

  it('writes nothing where the registry refuses', async () => {
    const { status, stdout, stderr } = await ociPack(
      ['login', '-u', username, '--password-stdin', registry.host],
      'wrong',
    )
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/cannot log in to .*: it refuses the name or the password \(HTTP status 401\)/)
    expect(existsSync(join(home, '.docker'))).toBe(false)
  })

  it('ends at once where the helper that is to keep it is not there', async () => {
    mkdirSync(join(home, '.docker'))
    writeFileSync(file(), '{"credsStore":"absent"}')
    expect(await logIn()).toMatchObject({ status: 1, stderr: expect.stringContaining('not installed') as string })
    // Sooner than such a program would be stopped.
  }, 30_000)

  it('is understood by podman and skopeo', async () => {
    const authfile = join(home, 'auth.json')
    expect(await logIn('--authfile', authfile)).toMatchObject({ status: 0 })
    const asked = ['login', '--authfile', authfile, '--get-login', registry.host]
    expect(await podman.runOk(...asked)).toBe(`${username}\n`)
    const target = `docker://${registry.host}/team/base:latest`
    const copy = ['--insecure-policy', 'copy', '-q', '--dest-tls-verify=false', '--dest-authfile', authfile]
    await runOk('skopeo', [...copy, `oci:${join(folder, 'base')}:latest`, target])
    expect((await run('skopeo', ['inspect', '--tls-verify=false', '--no-creds', target])).status).not.toBe(0)
  })

  it('reads what podman wrote, and forgets it so that podman knows', async () => {
    const authfile = join(home, 'auth.json')
    const quiet = ['--tls-verify=false', '--authfile', authfile]
    await podman.runOk('login', ...quiet, '-u', username, '-p', password, registry.host)
    writeFileSync(join(home, 'Dockerfile'), `FROM ${registry.host}/team/base:latest\nLABEL a=b\n`)
    const build = ['build', '-q', '-o', join(home, 'image.tar'), home]
    expect((await ociPack(build)).status).toBe(1)
    expect(await ociPack([...build, '--authfile', authfile])).toMatchObject({ status: 0 })
    expect(await ociPack(build, '', { REGISTRY_AUTH_FILE: authfile })).toMatchObject({ status: 0 })
    expect((await ociPack(['logout', '--authfile', authfile, registry.host])).stdout).toBe(
      `logged out of ${registry.host}\n`,
    )
    expect((await podman.run('login', '--authfile', authfile, '--get-login', registry.host)).status).not.toBe(0)
  })

  it('tells who else has the same credentials, and what there is to forget', async () => {
    await logIn()
    const other = join(home, '.config/containers/auth.json')
    mkdirSync(join(other, '..'), { recursive: true })
    writeFileSync(other, JSON.stringify({ auths: { [registry.host]: entry } }))
    expect((await ociPack(['logout', registry.host])).stdout).toBe(
      `logged out of ${registry.host}\n${other} has credentials of the same registry yet\n`,
    )
    expect(read()).toEqual({ auths: {} })
    expect((await ociPack(['logout', 'other.example'])).stdout).toBe(`there is nothing to forget in ${file()}\n`)
  })

  it('gives the helpers of registries.conf what podman finds there, and takes away what podman gave them', async () => {
    makeCredentialHelper(home, 'own')
    const conf = join(home, 'registries.conf')
    writeFileSync(conf, 'credential-helpers = ["own"]\n')
    const env = { PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`, CONTAINERS_REGISTRIES_CONF: conf }
    const asPodman = (...args: string[]) => run('podman', args, { env: { ...podman.env, ...env } })
    const known = () => asPodman('login', '--get-login', registry.host)
    const words = ['login', '-u', username, '--password-stdin', registry.host]
    expect((await ociPack(words, password, env)).stdout).toMatch(/kept in docker-credential-own\n$/)
    expect(await known()).toMatchObject({ stdout: `${username}\n` })
    expect((await ociPack(['logout', registry.host], '', env)).stdout).toBe(`logged out of ${registry.host}\n`)
    expect((await known()).status).not.toBe(0)
    const given = await asPodman('login', '--tls-verify=false', '-u', username, '-p', password, registry.host)
    expect(given).toMatchObject({ status: 0 })
    expect((await ociPack(['logout', '--all'], '', env)).stdout).toBe(`logged out of ${registry.host}\n`)
    expect((await known()).status).not.toBe(0)
  })

  it('keeps a namespace apart, as Podman does', async () => {
    await ociPack(['login', '-u', username, '--password-stdin', `${registry.host}/team`], password)
    expect(read()).toEqual({ auths: { [`${registry.host}/team`]: entry } })
    const got = await podman.runOk('login', '--authfile', file(), '--get-login', `${registry.host}/team`)
    expect(got).toBe(`${username}\n`)
  })

  it.each<[string, string[], string]>([
    ['no terminal', ['login', 'a.example'], 'no terminal to ask for the username'],
    ['a name alone', ['login', '-u', 'me', 'a.example'], 'no terminal to ask for the password'],
    ['a password on standard input without a name', ['login', '--password-stdin'], 'needs --username'],
    ['what is no registry', ['login', '-u', 'me', '-p', 'p', 'a b'], 'is not a registry'],
  ])('refuses %s', async (_what, args, message) => {
    const { status, stderr } = await ociPack(args)
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  it.runIf(needs('python3', hasCommand('python3')))('asks on a terminal, and shows no password', async () => {
    const answers = JSON.stringify([
      ['Username: ', 'mee\x7f\r'],
      ['Password: ', `${password}\r`],
    ])
    const shown = await runOk('python3', ['-c', typist, answers, process.execPath, cliPath, 'login', registry.host], {
      env: { PATH: process.env['PATH'], HOME: home, LC_ALL: 'C.UTF-8' },
    })
    expect(shown).toMatch(/Username: mee\x08 \x08\r?\n+Password: \r?\n+.*logged in to/s)
    expect(shown).not.toContain('pass word')
    expect(read()).toEqual({ auths: { [registry.host]: entry } })
  })

  it.runIf(needs('python3', hasCommand('python3')))('stops at Ctrl-C, and leaves the terminal as it was', async () => {
    const answers = JSON.stringify([['Username: ', '\x03']])
    const command = `'${process.execPath}' '${cliPath}' login ${registry.host}; echo $?; stty`
    const shown = await runOk('python3', ['-c', typist, answers, 'sh', '-c', command], {
      env: { PATH: process.env['PATH'], HOME: home },
    })
    expect(shown).toMatch(/stopped: nothing was typed\r?\n1\r?\n/)
    expect(shown).not.toMatch(/-echo\b|-icanon/)
    expect(existsSync(file())).toBe(false)
  })
})

/** Runs a program on a terminal of its own, and types each answer once its question is there; prints what the terminal showed. */
const typist = `
import json, os, pty, sys
answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown, begin = '', 0
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data.decode()
    if answers and shown.find(answers[0][0], begin) >= 0:
        begin = len(shown)
        os.write(terminal, answers.pop(0)[1].encode())
os.waitpid(pid, 0)
print(shown)
`
