import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { OciPackError, systemError } from '../../core/errors.js'

/** Gives a lock up. */
export type Unlock = () => Promise<void>

/**
 * Locks a file, as flock(2) does, until it is unlocked or this process is gone; waits for whoever has it. By util-linux's or busybox's `flock`:
 * where there is none, as on macOS and Windows, nobody is locked out.
 * @param how `exclusive`; `shared` with others that say so; `at once`: exclusive, and undefined where somebody has it
 * @throws OciPackError `executor`, `aborted`
 */
export async function lock(
  path: string,
  how: 'exclusive' | 'shared' | 'at once',
  signal: AbortSignal,
): Promise<Unlock | undefined> {
  const flags = { exclusive: ['-x'], shared: ['-s'], 'at once': ['-x', '-n'] }[how]
  // What holds the lock answers once it has it, and ends with its input.
  const child = spawn('flock', [...flags, path, 'cat'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('close', (status) => resolve(status ?? 128))
    child.once('error', reject)
  })
  ended.catch(() => undefined)
  child.stdin.on('error', () => undefined)
  const stop = (): unknown => child.kill()
  signal.addEventListener('abort', stop)
  try {
    child.stdin.write('\n')
    const status = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended])
    if (signal.aborted) throw new OciPackError('aborted', 'RUN was stopped')
    if (status === undefined) return unlock
    if (how === 'at once' && status === 1) return undefined
    throw new OciPackError('executor', `cannot lock ${path}: flock ended with status ${status}`)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return () => Promise.resolve()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }

  async function unlock(): Promise<void> {
    child.stdin.end()
    await ended
  }
}
