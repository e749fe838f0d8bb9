import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutCredentials } from '../../core/credentials.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { limitBytes } from '../../core/limit.js'
import { type Answer, type CommandOptions, runProgram } from '../../core/host/runProgram.js'
import { withoutSecret } from './authorization.js'
import { attributes, certificates, configuration, type Env, gitEnvironment, type Remote } from './surroundings.js'

interface AskOptions {
  /** What Git reads. */
  readonly input?: string
  /** The status by which it says that there is nothing. */
  readonly none?: number
}

export interface RepositoryOptions {
  readonly env: Env
  readonly signal: AbortSignal
}

/** Bytes of what Git answers in text. */
const maxAnswer = 256 << 20

/**
 * A bare repository in a folder of its own, into which Git fetches. Nothing that the user, the system or the remote repository configures
 * takes part: no hooks, filters, helpers or questions. Git is told addresses without passwords, and its secrets by the environment alone, which
 * other users do not see.
 */
export class Repository {
  /** The folder. */
  readonly path: string
  readonly remote: Remote
  readonly #env: Env
  readonly #signal: AbortSignal

  private constructor(path: string, remote: Remote, env: Env, signal: AbortSignal) {
    this.path = path
    this.remote = remote
    this.#env = env
    this.#signal = signal
  }

  /** Makes one in an empty folder; `sha256` says by which hash it names its objects. @throws OciPackError `io`, `source` for an address that needs an SSH agent */
  static async make(
    path: string,
    remote: Remote,
    sha256: boolean,
    { env, signal }: RepositoryOptions,
  ): Promise<Repository> {
    try {
      for (const name of ['objects', 'refs', 'info']) await mkdir(join(path, name))
      await writeFile(join(path, 'HEAD'), 'ref: refs/heads/none\n')
      await writeFile(join(path, 'info/attributes'), attributes)
      await writeFile(join(path, 'config'), configuration(sha256, await certificates(path, env)))
    } catch (error) {
      throw fromSystemError(error, `making a Git repository in ${path}`)
    }
    return new Repository(path, remote, gitEnvironment(path, remote, env), signal)
  }

  /** The address as Git is given it, and people see it. */
  get address(): string {
    return withoutCredentials(this.remote.address)
  }

  /** Bytes of the objects that were fetched, as they are packed. @throws OciPackError as `ask` */
  async size(): Promise<number> {
    const counts = await this.ask(['count-objects', '-v'])
    return [...counts.matchAll(/^size(?:-pack)?: (\d+)$/gm)].reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0)
  }

  /** Runs Git, whatever comes of it. @throws OciPackError `unsupported` where there is none, `aborted` */
  async run(args: readonly string[], options: Pick<CommandOptions, 'input' | 'output'> = {}): Promise<Answer> {
    try {
      const answer = await runProgram('git', args, this.#env, { ...options, signal: this.#signal })
      return { ...answer, stderr: withoutSecret(answer.stderr, this.remote.authorization) }
    } catch (error) {
      if (!(error instanceof OciPackError) || error.code !== 'executor') throw error
      throw error.retold({
        code: 'unsupported',
        message: `${this.address} cannot be fetched: ${error.message}`,
        hint: 'Install Git: on Debian, apt-get install git.',
      })
    }
  }

  /**
   * What Git answers, as a byte string.
   * @throws OciPackError as `run`, `source` with what it said where it failed, `format` where it says too much
   */
  async ask(args: readonly string[], { none, input = '' }: AskOptions = {}): Promise<string> {
    const parts: Uint8Array[] = []
    const output = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const part of limitBytes(stdout, maxAnswer, `what Git says of ${this.address}`)) parts.push(part)
    }
    const answer = await this.run(args, { input: [Buffer.from(input)], output })
    if (answer.status !== 0 && answer.status !== none) throw this.failure(answer)
    return Buffer.concat(parts).toString('latin1')
  }

  /** The error for a Git that failed. */
  failure({ status, stderr }: Answer): OciPackError {
    const said = stderr.replace(/^(fatal|error): /gm, '').trim() || `it ended with status ${status}`
    return new OciPackError('source', `Git cannot fetch from ${this.address}: ${said}`, {
      hint: hintOf(stderr) ?? `See whether Git reaches it by itself: git ls-remote ${this.address}`,
    })
  }
}

/** What can be done about what Git said. */
function hintOf(said: string): string | undefined {
  if (/could not read (Username|Password)|Authentication failed|error: 40[13]/.test(said))
    return 'If it is private, give a token: --secret id=GIT_AUTH_TOKEN.HOST,env=VARIABLE (HOST as in the address).'
  if (said.includes('Host key verification failed'))
    return 'Add the host to your known hosts when you trust it: ssh-keyscan HOST >> ~/.ssh/known_hosts.'
  if (/Permission denied \(publickey/.test(said))
    return 'Load the key into your SSH agent (ssh-add), and pass it: --ssh default.'
  if (/returned error: 30\d/.test(said))
    return 'Write the address that it has moved to: with a token, no redirect is followed.'
  if (said.includes('dubious ownership')) return 'It belongs to another user: clone it, and name the clone.'
  return undefined
}
