import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { OciPackError, fromSystemError, systemError } from '../core/errors.js'
import { check, parseJson } from '../oci/manifest.js'
import { type Credentials, authFile, findCredentials, helperFor } from './authFile.js'

type Env = Readonly<Record<string, string | undefined>>

/** Milliseconds that a helper may take; it may ask its user to unlock a keyring. */
const helperTimeout = 60_000

/**
 * The user's credentials for a repository, from the first of these that has any: $REGISTRY_AUTH_FILE, Docker's config.json
 * ($DOCKER_CONFIG or ~/.docker), Podman's auth.json. A file's helpers come before what it holds itself.
 * @throws OciPackError `registry` for a helper that fails, `format` for an ill-formed file, `io`
 */
export async function credentialsFor(host: string, repository: string, env: Env): Promise<Credentials | undefined> {
  for (const path of authFiles(env)) {
    const bytes = await readIfThere(path)
    if (!bytes) continue
    const file = check(authFile, parseJson(bytes, path), path)
    const asked = helperFor(file, host)
    const found =
      (asked && (await askHelper(asked.helper, asked.server, env, path))) ?? findCredentials(file, host, repository)
    if (found) return found
  }
  return undefined
}

/** Where credentials are looked for, in this order. */
export function authFiles(env: Env): string[] {
  const home = env['HOME'] || homedir()
  const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime } = env
  return [
    ...(explicit ? [explicit] : []),
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers/auth.json'),
  ]
}

/** A file of credentials; undefined where there is none. @throws OciPackError `io` */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fromSystemError(error, `cannot read the credentials in ${path}`)
  }
}

const helperAnswer = v.object({ Username: v.string(), Secret: v.string() })

async function askHelper(suffix: string, server: string, env: Env, path: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${suffix}`
  const refuse = (why: string, cause?: unknown) =>
    new OciPackError('registry', `cannot ask ${program} for the credentials of ${server}: ${why}`, {
      hint: `${path} names this helper: install it, or take it out of the file.`,
      cause,
    })
  if (!/^[A-Za-z0-9._-]+$/.test(suffix)) throw refuse('that is not the name of a credential helper')
  let result: { status: number | null; output: string }
  try {
    result = await run(program, ['get'], server, env)
  } catch (cause) {
    const { code = '', message } = systemError(cause)
    // A folder of the PATH that may not be looked into hides that the program is nowhere.
    throw refuse(['ENOENT', 'EACCES'].includes(code) ? 'it is not installed' : message, cause)
  }
  // A helper tells on its standard output that it knows nothing of a server, and ends with status 1.
  if (result.status !== 0 && /not found/i.test(result.output)) return undefined
  if (result.status !== 0)
    throw refuse(result.status === null ? 'it was stopped' : `it ended with status ${result.status}`)
  const { Username, Secret } = check(helperAnswer, parseJson(Buffer.from(result.output), program), program)
  if (Secret === '') return undefined
  return Username === '<token>'
    ? { type: 'identity', token: Secret }
    : { type: 'basic', username: Username, password: Secret }
}

function run(
  program: string,
  args: string[],
  input: string,
  env: Env,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: helperTimeout })
    const output: Buffer[] = []
    child.on('error', reject)
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes))
    child.on('close', (status) => resolve({ status, output: Buffer.concat(output).toString('utf8') }))
    // A helper that ends without reading its input has said all in its status.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
