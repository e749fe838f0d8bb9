import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import { settled } from '../core/settled.js'
import type { Content } from '../oci/content.js'
import type { Descriptor } from '../oci/descriptor.js'
import { nameAnnotations } from '../oci/layout.js'
import { parseIndex } from '../oci/manifest.js'
import type { Reference } from '../oci/reference.js'
import type { ArchiveFile } from '../oci/tar/write.js'
import { contentBlobs, indexEntries, indexFile, layoutMark } from './imageFiles.js'
import { writeOutput } from './output.js'

/** Blobs that are written at the same time. */
const parallelBlobs = 4

/**
 * Writes an image, or an index with its images, into an OCI layout folder (OCI image-spec, image-layout.md), which is made if it is not there. A layout that is
 * there keeps its other images, and a blob with its size is not read again; an image of the same name is replaced in its index. The index is written last: until then nothing points
 * at what is new, and a failure takes that away again.
 * @throws OciPackError `io`, `aborted`, `format` where the folder holds something else, and what reading the layers throws
 */
export async function writeOciLayout(
  content: Content,
  names: readonly Reference[],
  dest: string,
  signal: AbortSignal,
): Promise<void> {
  const entries = indexEntries(content, names)
  const index = await indexWith(entries, dest)
  const made: string[] = []
  try {
    const folder = await mkdir(join(dest, 'blobs/sha256'), { recursive: true })
    if (folder !== undefined) made.push(folder)
    await writeFile(layoutMark, dest, made, signal)
    const limit = pLimit(parallelBlobs)
    await settled(contentBlobs(content).map((file) => limit(() => writeBlob(file, dest, made, signal))))
    await writeOutput(join(dest, index.name), index.open(), signal)
  } catch (error) {
    for (const path of made.reverse()) await rm(path, { recursive: true, force: true })
    throw fromSystemError(error, `cannot write ${dest}`)
  }
}

/**
 * Writes further entries into the index of a layout's folder, for what its blobs hold; one of the same name is replaced.
 * @throws OciPackError `io`, `aborted`, `format`
 */
export async function addEntries(entries: readonly Descriptor[], dest: string, signal: AbortSignal): Promise<void> {
  const index = await indexWith(entries, dest)
  await writeOutput(join(dest, index.name), index.open(), signal)
}

async function indexWith(entries: readonly Descriptor[], dest: string): Promise<ArchiveFile> {
  const before = await readIndex(dest)
  return indexFile([...before.filter((other) => !entries.some((entry) => replaces(entry, other))), ...entries])
}

/** What the layout in a folder holds already: nothing where the folder is empty or not there. */
async function readIndex(dest: string): Promise<readonly Descriptor[]> {
  try {
    const names = await readdir(dest)
    if (names.length === 0) return []
    if (names.includes('oci-layout') && names.includes('index.json')) {
      return parseIndex(await readFile(join(dest, 'index.json')), `${dest}/index.json`).manifests
    }
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return []
    throw fromSystemError(error, `cannot write ${dest}`)
  }
  throw new OciPackError('format', `cannot write ${dest}: the folder holds something else than an OCI layout`, {
    hint: 'Name a new folder, an empty one or an OCI layout.',
  })
}

function replaces(entry: Descriptor, other: Descriptor): boolean {
  const { full, ref } = nameAnnotations
  const name = (of: Descriptor): string | undefined => of.annotations?.[full] ?? of.annotations?.[ref]
  if (name(entry) === undefined) return entry.digest === other.digest
  // Under a mere tag there is one image, whatever else it is called: readers of layouts know it by that alone.
  const isMereTag = entry.annotations?.[full] === undefined
  return name(entry) === name(other) || (isMereTag && name(entry) === other.annotations?.[ref])
}

async function writeBlob(file: ArchiveFile, dest: string, made: string[], signal: AbortSignal): Promise<void> {
  const found = await stat(join(dest, file.name)).catch(() => undefined)
  if (!found?.isFile() || found.size !== file.size) await writeFile(file, dest, made, signal)
}

async function writeFile(file: ArchiveFile, dest: string, made: string[], signal: AbortSignal): Promise<void> {
  const path = join(dest, file.name)
  const isNew = !existsSync(path)
  await writeOutput(path, file.open(), signal)
  if (isNew) made.push(path)
}
