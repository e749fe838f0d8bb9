import { chmod, copyFile, constants, cp, lstat, mkdir, mkdtemp, readdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import type { Store } from '../../store/store.js'

/** The folders of one run, which nobody else may look into. */
export interface PrivateFolders {
  readonly inputs: string
  readonly outputs: string
  /** Moves them out of the store, to stay; gives the folder that holds both. @throws OciPackError `io` */
  keep(): Promise<string>
  readonly remove: () => Promise<void>
}

/** Makes the folders of a run. @throws OciPackError `io` */
export async function makePrivateFolders(store: Store): Promise<PrivateFolders> {
  const folder = await store.temporaryFolder()
  const [inputs, outputs] = [join(folder.path, 'inputs'), join(folder.path, 'outputs')]
  try {
    for (const path of [inputs, outputs]) await mkdir(path)
  } catch (error) {
    throw fromSystemError(error, `cannot make the folders of a run in ${folder.path}`)
  }
  return {
    inputs,
    outputs,
    async keep() {
      try {
        const kept = await mkdtemp(join(tmpdir(), 'oci-pack-run-'))
        for (const [path, name] of [
          [inputs, 'inputs'],
          [outputs, 'outputs'],
        ] as const)
          await move(path, join(kept, name))
        return kept
      } catch (error) {
        throw fromSystemError(error, 'cannot keep the folders of the run')
      }
    },
    remove: () => folder.remove(),
  }
}

/** Moves a file or a folder with all in it, also to another file system. @throws Error of the operating system */
export async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (systemError(error).code !== 'EXDEV') throw error
    await copy(from, to)
  }
}

/** Copies a file or a folder with all in it; links stay links. @throws Error of the operating system */
export async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
}

/** As `chmod -R 777` does before a Task runs. @throws OciPackError `io` */
export async function openToAll(path: string): Promise<void> {
  try {
    const found = await lstat(path)
    if (found.isSymbolicLink()) return
    await chmod(path, 0o777)
    if (found.isDirectory()) for (const name of await readdir(path)) await openToAll(join(path, name))
  } catch (error) {
    throw fromSystemError(error, `cannot open ${path} to the Task`)
  }
}

/** Copies a user's folder with what its links lead to. @throws OciPackError `source`, `io` */
export async function copyInputs(from: string, to: string): Promise<void> {
  try {
    for (const name of await readdir(from)) await copyFollowing(join(from, name), join(to, name), 0)
  } catch (error) {
    throw fromSystemError(error, `cannot copy the inputs in ${from}`)
  }
}

/** Links that lead in circles end with the length of the path; this ends sooner. */
const deepest = 64

async function copyFollowing(from: string, to: string, depth: number): Promise<void> {
  const found = await stat(from)
  if (depth > deepest)
    throw new OciPackError('source', `${from} lies too deep: a link leads in circles`, { hint: 'Remove that link.' })
  if (found.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE)
  else if (found.isDirectory()) {
    await mkdir(to)
    for (const name of await readdir(from)) await copyFollowing(join(from, name), join(to, name), depth + 1)
  } else
    throw new OciPackError('source', `${from} is neither a file nor a folder`, {
      hint: 'Put a file or a folder there.',
    })
}
