import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Lock, maxLockSize, parseLock } from '../../build/lock/lockFile.js'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'

/** Where the lock of a Dockerfile lies: beside it, under its name with `.lock`. @throws OciPackError `usage` where the Dockerfile is no file */
export function lockPlace(context: string, file: string | undefined): string {
  if (file !== '-') return `${file ?? join(context, 'Dockerfile')}.lock`
  throw new OciPackError('usage', 'a Dockerfile from standard input has no lock, which lies beside a file', {
    hint: 'Name the Dockerfile with -f.',
  })
}

/** The lock in a file; undefined where there is none. @throws OciPackError `format`, `io` */
export async function readLock(path: string): Promise<Lock | undefined> {
  try {
    if ((await stat(path)).size > maxLockSize)
      throw new OciPackError('format', `the lock ${path} is larger than ${maxLockSize} bytes`)
    return parseLock(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `reading the lock ${path}`)
  }
}

/** The lock that a build is held to. @throws OciPackError `not-found`, `format`, `io` */
export async function requireLock(path: string): Promise<Lock> {
  const lock = await readLock(path)
  if (lock) return lock
  throw new OciPackError('not-found', `the lock ${path} is not there`, { hint: 'Write it: oci-pack lock.' })
}
