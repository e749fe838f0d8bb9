import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fromSystemError, OciPackError } from '../core/errors.js'

/** An SSH agent that holds some keys for the time of a build. */
export interface KeyAgent {
  readonly socket: string
  readonly close: () => Promise<void>
}

/**
 * Keeps an agent at the socket `$1` until its own standard input ends, which is when the build does, however it ends; then nothing of it
 * is left. Only the agent holds the outputs. It loads no library for whoever asks it to through the socket.
 */
const keeper = `trap '' HUP INT TERM
ssh-agent -D -P none -a "$1" &
exec >&- 2>&-
cat >/dev/null
kill $!
wait
rm -f "$1"
rmdir "\${1%/*}"`

type Env = Readonly<Record<string, string | undefined>>

/** Starts an agent of this machine with these keys, in a folder of its own. @throws OciPackError `unsupported`, `source` for a key that it cannot load, `io` */
export async function startKeyAgent(
  keys: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  { PATH }: Env,
): Promise<KeyAgent> {
  const socket = join(await mkdtemp(join(tmpdir(), 'oci-pack-ssh-')), 'agent')
  // A process group of its own: Ctrl-C is for the build, which ends it.
  const child = spawn('sh', ['-c', keeper, 'sh', socket], { env: { PATH }, detached: true })
  const ended = once(child, 'exit')
  const said = text(child.stderr)
  const close = async (): Promise<void> => {
    child.stdin.end()
    await ended
  }
  try {
    if (!(await speaks(child.stdout))) throw noAgent(await said)
    for (const { path, bytes } of keys) await addKey(path, bytes, { PATH, SSH_AUTH_SOCK: socket })
    return { socket, close }
  } catch (error) {
    await close()
    throw fromSystemError(error, 'starting an SSH agent')
  }
}

/** An agent tells its socket's name once it listens. */
function speaks(stdout: Readable): Promise<boolean> {
  return new Promise((resolve) => {
    stdout.once('data', () => resolve(true))
    stdout.once('close', () => resolve(false))
  })
}

function noAgent(said: string): OciPackError {
  return new OciPackError('unsupported', `no SSH agent can be started for a key: ${said.trim()}`, {
    hint: 'Install the OpenSSH client, or pass the socket of an agent that runs.',
  })
}

/** The key goes to ssh-add through a pipe, where nobody else sees it, and whatever the mode of its file is. */
async function addKey(path: string, bytes: Uint8Array, env: Env): Promise<void> {
  // There is no terminal to ask for a passphrase at.
  const child = spawn('ssh-add', ['-q', '-'], { env: { ...env, SSH_ASKPASS_REQUIRE: 'never' }, detached: true })
  const ended = once(child, 'close')
  const said = text(child.stderr)
  // Where it reads no key to its end, its own words tell why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(bytes)
  await ended
  if (child.exitCode === 0) return
  const why = (await said).includes('passphrase') ? 'it has a passphrase' : 'it is no private key that ssh-add knows'
  throw new OciPackError('source', `the SSH key ${path} cannot be used: ${why}`, {
    hint: 'Add it to an agent yourself (ssh-add), and pass that: --ssh default.',
  })
}
