import { spawn } from 'node:child_process'
import * as v from 'valibot'
import { withoutSecrets } from '../core/credentials.js'
import { OciPackError, systemError } from '../core/errors.js'
import { check, parseJson } from '../oci/manifest.js'
import type { Credentials } from './authFile.js'

type Env = Readonly<Record<string, string | undefined>>

/** A program that keeps credentials (`docker-credential-SUFFIX`), what it is asked about, and the file that names it. */
export interface Helper {
  readonly suffix: string
  readonly server: string
  readonly path: string
}

/** Milliseconds that a helper may take; it may ask its user to unlock a keyring. */
const helperTimeout = 60_000
/** Characters of what a helper says of its failure that are told. */
const maxWords = 300
/** The name by which a helper says that its secret is an identity token. */
const tokenUser = '<token>'

const helperAnswer = v.object({ Username: v.string(), Secret: v.string() })
/** Names of users by server. */
const helperList = v.record(v.string(), v.string())

/** What a helper knows of a server; undefined where that is nothing. @throws OciPackError `registry` where it fails, `format` */
export async function askHelper(helper: Helper, env: Env): Promise<Credentials | undefined> {
  const output = await call(helper, 'get', helper.server, env)
  if (output === undefined) return undefined
  const program = programOf(helper)
  const { Username, Secret } = check(helperAnswer, parseJson(Buffer.from(output), program), program)
  if (Secret === '') return undefined
  return Username === tokenUser
    ? { type: 'identity', token: Secret }
    : { type: 'basic', username: Username, password: Secret }
}

/** Gives a helper credentials to keep; `token` is one in place of the password. @throws OciPackError `registry` */
export async function tellHelper(
  helper: Helper,
  { username, password, token }: { username: string; password: string; token?: string | undefined },
  env: Env,
): Promise<void> {
  const [Username, Secret] = token === undefined ? [username, password] : [tokenUser, token]
  await call(helper, 'store', JSON.stringify({ ServerURL: helper.server, Username, Secret }), env)
}

/** Lets a helper forget a server; gives whether it knew it. @throws OciPackError `registry` */
export async function clearHelper(helper: Helper, env: Env): Promise<boolean> {
  if ((await askHelper(helper, env)) === undefined) return false
  await call(helper, 'erase', helper.server, env)
  return true
}

/** The servers that a helper knows. @throws OciPackError `registry`, `format` */
export async function listHelper(helper: Omit<Helper, 'server'>, env: Env): Promise<string[]> {
  const output = await call({ ...helper, server: 'any registry' }, 'list', '', env)
  if (output === undefined) return []
  const program = programOf(helper)
  return Object.keys(check(helperList, parseJson(Buffer.from(output), program), program))
}

/** The program's name. */
export function programOf({ suffix }: Pick<Helper, 'suffix'>): string {
  return `docker-credential-${suffix}`
}

const doing = { get: 'ask %s for', store: 'give %s', erase: 'let %s forget', list: 'ask %s for' } as const

/** What a helper answers; undefined where it says that it knows nothing of the server. */
async function call(helper: Helper, verb: keyof typeof doing, input: string, env: Env): Promise<string | undefined> {
  const program = programOf(helper)
  const refuse = (why: string, cause?: unknown) =>
    new OciPackError(
      'registry',
      `cannot ${doing[verb].replace('%s', program)} the credentials of ${helper.server}: ${why}`,
      { hint: `${helper.path} names this helper: install it, or take it out of the file.`, cause },
    )
  if (!/^[A-Za-z0-9._-]+$/.test(helper.suffix)) throw refuse('that is not the name of a credential helper')
  let result: Ended
  try {
    result = await run(program, [verb], input, env)
  } catch (cause) {
    const { code = '', message } = systemError(cause)
    if (code === 'ABORT_ERR') throw refuse(`it said nothing for ${helperTimeout / 1000} s`, cause)
    // A folder of the PATH that may not be looked into hides that the program is nowhere.
    throw refuse(['ENOENT', 'EACCES'].includes(code) ? 'it is not installed' : message, cause)
  }
  // A helper tells on its standard output that it knows nothing of a server, and ends with status 1.
  if (result.status !== 0 && verb !== 'store' && /not found/i.test(result.output)) return undefined
  if (result.status === null) throw refuse('it was stopped')
  if (result.status !== 0) throw refuse(`it ended with status ${result.status}${ownWords(result)}`)
  return result.output
}

/** How a helper ended, and what it said on standard output and standard error. */
interface Ended {
  readonly status: number | null
  readonly output: string
  readonly complaint: string
}

/** What a helper says of its failure: by the protocol on standard output, by custom on standard error. Half an answer is neither. */
function ownWords({ output, complaint }: Ended): string {
  const words = [output.includes('{') ? '' : output, complaint].find((text) => text.trim() !== '') ?? ''
  const line = withoutSecrets(words.trim()).replace(/\s+/g, ' ').slice(0, maxWords)
  return line === '' ? '' : ` (${line})`
}

function run(program: string, args: string[], input: string, env: Env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // Node's own `timeout` would keep this process for as long where the program cannot be started.
    const signal = AbortSignal.timeout(helperTimeout)
    const child = spawn(program, args, { env, stdio: 'pipe', signal })
    const [output, complaint]: [Buffer[], Buffer[]] = [[], []]
    child.on('error', reject)
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => complaint.push(bytes))
    child.on('close', (status) => resolve({ status, output: text(output), complaint: text(complaint) }))
    // A helper that ends without reading its input has said all in its status.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
