import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { LoginOptions, LoginReport, LogoutOptions, LogoutReport } from '../../../src/api/login.js'
import { runLogin } from '../../../src/cli/login/runLogin.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const report: LoginReport = { registry: 'r.example', username: 'me', file: '/f', kept: 'password', wanted: true }

async function logIn(
  flags: Parameters<typeof runLogin>[1],
  input = '',
  told: Partial<LoginReport> = {},
): Promise<{ asked: LoginOptions | undefined; stdout: string; stderr: string }> {
  const io = fakeIo({ HOME: '/h' })
  let asked: LoginOptions | undefined
  const api = fakeApi({ login: async (options) => ((asked = options), { ...report, ...told }) })
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined })
  stdin.end(input)
  expect(await runLogin('r.example', flags, io, api, stdin)).toBe(0)
  return { asked, stdout: io.stdout.text, stderr: io.stderr.text }
}

it.each([
  ['p w\n', 'p w'],
  ['p w\r\n', 'p w'],
  ['p w\n\n', 'p w\n'],
  [' p', ' p'],
])('takes the password %j from standard input as %j', async (input, password) => {
  const { asked, stdout, stderr } = await logIn({ username: 'me', passwordStdin: true }, input)
  expect(asked).toMatchObject({ registry: 'r.example', username: 'me', password, env: { HOME: '/h' } })
  expect(stdout).toBe('logged in to r.example as me: kept in /f\n')
  expect(stderr).toBe('')
})

it('warns of a password that others may see, and does not show it', async () => {
  const { asked, stderr } = await logIn({ username: 'me', password: 'hidden', authfile: 'a', certDir: 'c' })
  expect(asked).toMatchObject({ password: 'hidden', reach: { authFile: 'a', certificates: 'c' } })
  expect(stderr).toMatch(/^warning: --password shows/)
  expect(stderr).not.toContain('hidden')
})

it.each<[Partial<LoginReport>, string]>([
  [{ helper: 'docker-credential-x' }, 'logged in to r.example as me: kept in docker-credential-x\n'],
  [{ kept: 'token' }, 'logged in to r.example as me: kept in /f, as a token in place of the password\n'],
  [{ wanted: false }, 'logged in to r.example as me: kept in /f; the registry asks nobody who they are\n'],
])('tells of %j', async (told, text) => {
  expect((await logIn({ username: 'me', password: 'p' }, '', told)).stdout).toBe(text)
})

it('tells a program', async () => {
  expect(JSON.parse((await logIn({ username: 'me', password: 'p', json: true })).stdout)).toEqual(report)
})

it.each<[string[], Partial<LogoutReport>, Partial<LogoutOptions>, string]>([
  [['r.example'], { removed: ['r.example'] }, { registry: 'r.example' }, 'logged out of r.example\n'],
  [['--all', '--authfile', 'a'], {}, { all: true, authFile: 'a' }, 'there is nothing to forget in /f\n'],
  [
    [],
    { left: ['/g'] },
    { registry: undefined },
    'there is nothing to forget in /f\n/g has credentials of the same registry yet\n',
  ],
])('logout %j', async (args, told, options, text) => {
  const io = fakeIo()
  let asked: LogoutOptions | undefined
  const api = fakeApi({
    logout: async (given) => ((asked = given), { places: ['/f'], removed: [], left: [], ...told }),
  })
  expect(await parseCommandLine(['logout', ...args])(io, api)).toBe(0)
  expect(asked).toMatchObject(options)
  expect(io.stdout.text).toBe(text)
})

it('refuses --all with a registry', () => {
  expect(() => parseCommandLine(['logout', '--all', 'r.example'])).toThrow(/cannot be used together/)
})
