import { readFile, stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { type KeyAgent, startKeyAgent } from './keyAgent.js'

/** The agents of a build. */
export interface SshAgents {
  /** Their sockets, by id. */
  readonly sockets: ReadonlyMap<string, string>
  /** Ends those that were started for the build. */
  readonly close: () => Promise<void>
}

/**
 * The SSH agents that `RUN --mount=type=ssh` may reach, by id: each is a socket, or key files for which an agent is started, or the agent
 * at SSH_AUTH_SOCK where nothing is named. @throws OciPackError `usage`, `io`, `source`, `unsupported` where this machine has no ssh-agent
 */
export async function openSshAgents(
  wanted: Readonly<Record<string, readonly string[]>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SshAgents> {
  const sockets = new Map<string, string>()
  const started: KeyAgent[] = []
  const close = async (): Promise<void> => {
    await Promise.all(started.map((agent) => agent.close()))
  }
  try {
    for (const [id, paths] of Object.entries(wanted)) {
      const socket = paths.length > 0 ? await socketOf(id, paths) : ownAgent(id, env)
      if (socket !== undefined) sockets.set(id, socket)
      else {
        const agent = await startKeyAgent(await Promise.all(paths.map((path) => readKey(id, path))), env)
        started.push(agent)
        sockets.set(id, agent.socket)
      }
    }
  } catch (error) {
    await close()
    throw error
  }
  return { sockets, close }
}

function ownAgent(id: string, env: Readonly<Record<string, string | undefined>>): string {
  const socket = env['SSH_AUTH_SOCK']
  if (socket) return socket
  throw new OciPackError('usage', `--ssh ${id}: there is no SSH agent, for SSH_AUTH_SOCK is not set`, {
    hint: `Start one (eval "$(ssh-agent)" && ssh-add), or name a key: --ssh ${id}=KEY.`,
  })
}

/** The socket among the paths; undefined where all are keys. */
async function socketOf(id: string, paths: readonly string[]): Promise<string | undefined> {
  const kinds = await Promise.all(paths.map((path) => told(id, path, stat(path))))
  const socket = paths.find((_, i) => kinds[i]?.isSocket())
  if (socket === undefined || paths.length === 1) return socket
  throw new OciPackError('usage', `--ssh ${id}: a socket stands alone, without other sockets or keys`, {
    hint: `Give it an id of its own: --ssh OTHER=${socket}.`,
  })
}

async function readKey(id: string, path: string): Promise<{ path: string; bytes: Buffer }> {
  return { path, bytes: await told(id, path, readFile(path)) }
}

async function told<T>(id: string, path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fromSystemError(error, `--ssh ${id}: reading ${path}`)
  }
}
