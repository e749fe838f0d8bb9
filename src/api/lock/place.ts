import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Lock, maxLockSize, parseLock } from '../../build/lock/lockFile.js'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import type { ContextPlace } from '../context/place.js'

/** Where the lock of a Dockerfile lies: beside it, under its name with `.lock`. @throws OciPackError `usage` where the Dockerfile is no file */
export function lockPlace(context: ContextPlace, file: string | undefined): string {
  if (context.kind === 'folder' && file !== '-') return `${file ?? join(context.path, 'Dockerfile')}.lock`
  throw new OciPackError(
    'usage',
    'this Dockerfile has no lock: a lock lies beside a Dockerfile that is a file of its own',
    {
      hint: 'Name the folder that is the context, and the Dockerfile with -f.',
    },
  )
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
