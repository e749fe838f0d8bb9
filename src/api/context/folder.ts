import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { didYouMean } from '../../dockerfile/suggest.js'
import { type IgnoreMatcher, parseIgnore } from '../../dockerfile/ignore.js'
import type { Dockerfile } from '../../dockerfile/instruction.js'
import { type ParsedUpToFault, parseUpToFault } from '../../dockerfile/parse.js'
import { isUnfinished } from '../../export/unfinished.js'
import { hostTree } from '../../rootfs/hostTree.js'
import type { Directory } from '../../rootfs/node.js'
import type { Times } from '../../rootfs/times.js'
import { defaultNames, dockerfileOfInput } from './dockerfile.js'
import type { ContextTools, OpenedContext } from './open.js'

/** A folder of this machine as the context. @throws OciPackError `not-found`, `io`, `dockerfile` for the .dockerignore */
export async function openFolder(
  folder: string,
  file: string | undefined,
  { times, outputs }: ContextTools,
): Promise<OpenedContext> {
  const tree = await folderTree(folder, file, times, outputs)
  return { tree, ignore: await contextIgnore(folder, file), read: await readUpToFault(folder, file) }
}

/** The Dockerfile of a folder: `file`, or the one in it that is called so, in lower case too; `-` is standard input. @throws OciPackError `not-found`, `io`, `dockerfile` */
export async function readDockerfile(folder: string, file: string | undefined): Promise<Dockerfile> {
  const { dockerfile, fault } = await readUpToFault(folder, file)
  if (fault) throw fault
  return dockerfile
}

/** The same, of a Dockerfile that may be at fault. @throws OciPackError `not-found`, `io` */
export async function readUpToFault(folder: string, file: string | undefined): Promise<ParsedUpToFault> {
  if (file === '-') return dockerfileOfInput()
  const wanted = file ?? join(folder, 'Dockerfile')
  const paths = basename(wanted) === 'Dockerfile' ? defaultNames.map((name) => join(dirname(wanted), name)) : [wanted]
  for (const path of paths) {
    const written = await readIfThere(path, `reading the Dockerfile ${path}`)
    if (written !== undefined) return parseUpToFault(written, path)
  }
  throw new OciPackError('not-found', `the Dockerfile ${wanted} is not there`, {
    hint: await dockerfileHint(folder, file),
  })
}

async function dockerfileHint(context: string, file: string | undefined): Promise<string> {
  const names = await readdir(context).catch(() => [])
  const near = didYouMean(basename(file ?? 'Dockerfile'), names)
  return near ?? 'Name it with -f; its path starts at the current folder, not at the context.'
}

/**
 * A folder's files as COPY sees them: .dockerignore applied, or the one that belongs to the Dockerfile alone. What the build itself
 * is to write (`outputs`) is no part of it, or else a second build would take in the first one's image; nor is what other builds are
 * writing, or were when they were killed.
 */
export async function folderTree(
  folder: string,
  file: string | undefined,
  times: Times,
  outputs: readonly string[] = [],
): Promise<Directory> {
  const real = await realFolder(folder)
  const ignore = await contextIgnore(folder, file)
  const places = new Set((await Promise.all(outputs.map(realPlaces))).flat().map(bytesOfText))
  const omit = (path: ByteString): boolean => places.has(path) || isUnfinished(basename(path))
  return hostTree(real, { ignore, omit, mtime: times.ofContext })
}

/** What .dockerignore says, or the one that belongs to the Dockerfile alone; undefined where there is none. @throws OciPackError `dockerfile`, `io` */
export async function contextIgnore(folder: string, file: string | undefined): Promise<IgnoreMatcher | undefined> {
  const own = file === undefined || file === '-' ? undefined : await readIgnore(`${file}.dockerignore`)
  return own ?? readIgnore(join(folder, '.dockerignore'))
}

/** Where an output will lie, links in the folders above it resolved, and what it leads to where it is a link; neither need be there yet. */
async function realPlaces(path: string): Promise<string[]> {
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)))
  const place = join(folder, basename(path))
  return [place, await realpath(place).catch(() => place)]
}

async function readIgnore(path: string): Promise<IgnoreMatcher | undefined> {
  const text = await readIfThere(path, `reading ${path}`)
  return text === undefined ? undefined : parseIgnore(text, path)
}

async function readIfThere(path: string, doing: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, doing)
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${folder}`)
  }
}
