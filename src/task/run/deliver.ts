import { chmod, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, systemError } from '../../core/errors.js'
import { removeUnfinished, unfinishedName } from '../../export/unfinished.js'
import { copy, move } from './folders.js'

interface Delivery {
  /** The private folder with what the Task wrote; all in it is this user's own. */
  readonly from: string
  /** The user's folder, made if need be. */
  readonly to: string
  /** Leaves what is in `from` there. */
  readonly keep: boolean
}

/**
 * Puts what a Task wrote into the user's folder: files and folders alone, each in the place of what has its name there, the rest left
 * as it is. Every one appears when it is whole. Gives a sentence for each thing that is not delivered. @throws OciPackError `io`
 */
export async function deliver({ from, to, keep }: Delivery): Promise<string[]> {
  try {
    await mkdir(to, { recursive: true })
    await removeUnfinished(to)
    const waiting = join(to, unfinishedName('outputs'))
    await mkdir(waiting)
    try {
      // What is made here tells which permissions this user gives.
      const mode = (await stat(waiting)).mode & 0o777
      const left: string[] = []
      for (const name of (await readdir(from)).sort()) {
        const made = join(waiting, 'new')
        await (keep ? copy : move)(join(from, name), made)
        left.push(...(await tidy(made, name, mode)))
        if (await exists(made)) await replace(made, join(to, name), join(waiting, 'old'))
      }
      return left
    } finally {
      await rm(waiting, { recursive: true, force: true })
    }
  } catch (error) {
    throw fromSystemError(error, `cannot put the outputs into ${to}`)
  }
}

/** Gives files and folders the user's permissions, and takes all else away: a link, read by somebody later, could lead anywhere. */
async function tidy(path: string, name: string, mode: number): Promise<string[]> {
  const found = await lstat(path)
  if (found.isFile()) {
    await chmod(path, mode & 0o666)
    return []
  }
  if (!found.isDirectory()) {
    await rm(path)
    return [`The output ${JSON.stringify(name)} was not delivered: it is neither a file nor a folder`]
  }
  const left: string[] = []
  for (const below of (await readdir(path)).sort())
    left.push(...(await tidy(join(path, below), `${name}/${below}`, mode)))
  await chmod(path, mode)
  return left
}

async function replace(from: string, to: string, aside: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR'].includes(systemError(error).code ?? '')) throw error
    await rename(to, aside)
    await rename(from, to)
    await rm(aside, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
