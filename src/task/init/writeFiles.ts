import type { Stats } from 'node:fs'
import { lstat, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { writeOutput } from '../../export/output.js'
import type { TemplateFile } from './fill.js'

/**
 * Writes files into a folder, which is made where it is not there. Nothing is written where one of them is there already, unless
 * `force` says to replace it; links are neither followed nor replaced. What a failure leaves is taken away again.
 * @throws OciPackError `io`, `aborted`
 */
export async function writeFiles(
  folder: string,
  files: readonly TemplateFile[],
  options: { readonly force: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const there = await refuseWhatIsInTheWay(folder, files)
  if (there.length > 0 && !options.force)
    throw new OciPackError('io', `${folder} has ${there.join(', ')} already`, {
      hint: `Name another folder, or say --force to replace ${there.length === 1 ? 'it' : 'them'}.`,
    })
  const made: string[] = []
  try {
    for (const { path, content } of files) {
      const place = join(folder, path)
      const above = await mkdir(dirname(place), { recursive: true })
      if (above !== undefined) made.push(above)
      if (!there.includes(path)) made.push(place)
      await writeOutput(place, chunk(content), options.signal)
    }
  } catch (error) {
    for (const path of made) await rm(path, { recursive: true, force: true })
    throw fromSystemError(error, `cannot write into ${folder}`)
  }
}

/** The paths of the files that are there already. @throws OciPackError where something else stands there, or on the way there */
async function refuseWhatIsInTheWay(folder: string, files: readonly TemplateFile[]): Promise<string[]> {
  if ((await statOf(folder))?.isFile()) throw inTheWay(folder, 'folder')
  const there: string[] = []
  for (const { path } of files) {
    const names = path.split('/')
    for (let end = 1; end <= names.length; end++) {
      const place = join(folder, ...names.slice(0, end))
      const stats = await statOf(place)
      if (!stats) break
      if (end < names.length && !stats.isDirectory()) throw inTheWay(place, 'folder')
      if (end === names.length && !stats.isFile()) throw inTheWay(place, 'file')
      if (end === names.length) there.push(path)
    }
  }
  return there
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `cannot look at ${path}`)
  }
}

function inTheWay(path: string, what: 'file' | 'folder'): OciPackError {
  return new OciPackError('io', `${path} is there and is no ${what}`, { hint: 'Move it away, or name another folder.' })
}

async function* chunk(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content
}
