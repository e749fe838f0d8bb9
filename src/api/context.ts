import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import { didYouMean } from '../dockerfile/suggest.js'
import { IgnoreMatcher, parseIgnore } from '../dockerfile/ignore.js'
import type { Dockerfile } from '../dockerfile/instruction.js'
import { parseDockerfile } from '../dockerfile/parse.js'
import { hostTree } from '../rootfs/hostTree.js'
import type { Directory } from '../rootfs/node.js'
import type { Times } from '../rootfs/times.js'

/** The Dockerfile of a build: `file`, or `Dockerfile` in the context; `-` is standard input. @throws OciPackError `not-found`, `io`, `dockerfile` */
export async function readDockerfile(context: string, file: string | undefined): Promise<Dockerfile> {
  if (file === '-') return parseDockerfile(await text(process.stdin), 'Dockerfile (standard input)')
  const path = file ?? join(context, 'Dockerfile')
  try {
    return parseDockerfile(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (systemError(error).code !== 'ENOENT') throw fromSystemError(error, `reading the Dockerfile ${path}`)
    throw new OciPackError('not-found', `the Dockerfile ${path} is not there`, {
      hint: await dockerfileHint(context, file),
      cause: error,
    })
  }
}

async function dockerfileHint(context: string, file: string | undefined): Promise<string> {
  const names = await readdir(context).catch(() => [])
  const near = didYouMean(basename(file ?? 'Dockerfile'), names)
  return near ?? 'Name it with -f; its path starts at the current folder, not at the context.'
}

/** The context's files as COPY sees them: .dockerignore applied, or the one that belongs to the Dockerfile alone. */
export async function openContext(folder: string, file: string | undefined, times: Times): Promise<Directory> {
  await requireFolder(folder)
  const own = file === undefined || file === '-' ? undefined : await readIgnore(`${file}.dockerignore`)
  return hostTree(folder, { ignore: own ?? (await readIgnore(join(folder, '.dockerignore'))), mtime: times.ofContext })
}

async function readIgnore(path: string): Promise<IgnoreMatcher | undefined> {
  try {
    return parseIgnore(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `reading ${path}`)
  }
}

async function requireFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${folder}`)
  }
  throw new OciPackError('usage', `the build context ${folder} is not a folder`)
}
