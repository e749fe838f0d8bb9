import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { styleFor } from '../text/style.js'
import { askTerminal, type Keyboard } from './ask.js'

/** The flags of `oci-pack login` as they were written. */
export interface LoginFlags extends RegistryFlags {
  readonly username?: string
  readonly password?: string
  readonly passwordStdin?: boolean
  readonly json?: boolean
}

/** Standard input: a terminal to ask, or what a pipe holds. */
export type Input = Keyboard & AsyncIterable<Buffer | string>

/** As many characters as a password may have. */
const maxPassword = 64 * 1024

/** Logs in to a registry, asking for what was not given; gives the exit status. */
export async function runLogin(
  registry: string | undefined,
  flags: LoginFlags,
  io: Io,
  api: Pick<Api, 'login'>,
  input: Input = process.stdin,
): Promise<number> {
  const reach = registryOf(flags)
  const { username, password } = await loginOf(flags, io, input)
  const report = await stoppable((signal) => api.login({ registry, username, password, reach, env: io.env, signal }))
  const kept = report.helper ?? report.file
  const what = report.kept === 'token' ? ', as a token in place of the password' : ''
  const unasked = report.wanted ? '' : '; the registry asks nobody who they are'
  const text = `logged in to ${report.registry} as ${oneLine(report.username)}: kept in ${oneLine(kept)}${what}${unasked}\n`
  await print(io.stdout, flags.json ? `${JSON.stringify(report, null, 2)}\n` : text)
  return 0
}

/** @throws OciPackError `usage` where neither the command line nor a person says who it is, `aborted` */
async function loginOf(
  { username, password, passwordStdin }: LoginFlags,
  { stderr, env }: Io,
  input: Input,
): Promise<{ username: string; password: string }> {
  if (password !== undefined && passwordStdin) throw usage('--password and --password-stdin cannot be used together')
  if (passwordStdin && username === undefined)
    throw usage('--password-stdin needs --username', 'Standard input holds the password alone.')
  if (password !== undefined) {
    const warning = styleFor(stderr, env).hint('warning:')
    await print(
      stderr,
      `${warning} --password shows the password to other users and to the shell's history: take --password-stdin\n`,
    )
  }
  const given = passwordStdin ? await readPassword(input) : password
  if (username !== undefined && given !== undefined) return { username, password: given }
  if (!input.isTTY || !stderr.isTTY)
    throw usage(
      `there is no terminal to ask for the ${username === undefined ? 'username' : 'password'}`,
      'Write --username NAME --password-stdin, and give the password on standard input.',
    )
  return {
    username: username ?? (await askTerminal('Username: ', {}, input, stderr)).trim(),
    password: given ?? (await askTerminal('Password: ', { secret: true }, input, stderr)),
  }
}

/** All of standard input, without the end of its line. */
async function readPassword(input: Input): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    if ((size += bytes.length) > maxPassword) throw usage(`standard input has more than ${maxPassword} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

function usage(message: string, hint = 'Leave one of them out.'): OciPackError {
  return new OciPackError('usage', message, { hint })
}
