import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { AttestOptions } from '../../api/attest/options.js'
import { documentPlaces } from '../../api/attest/places.js'
import type { OutputOption } from '../../api/options.js'
import { outputPlaces } from '../../api/outputs/places.js'
import { platformsOf } from '../../api/platforms.js'
import { OciPackError } from '../../core/errors.js'

/** The files and folders that one build reads and writes. */
export interface Places {
  readonly context: string
  readonly file?: string | undefined
  readonly outputs: readonly OutputOption[]
  readonly platform?: string | undefined
  readonly platforms?: readonly string[] | undefined
  readonly attest?: AttestOptions | undefined
  readonly iidfile?: string | undefined
  readonly metadataFile?: string | undefined
}

interface Place {
  /** As the user wrote it. */
  readonly as: string
  readonly path: string
  readonly isFolder: boolean
}

/**
 * Refuses a build that would write two things to one place, or over what it reads.
 * @throws OciPackError `usage`
 */
export async function checkPlaces(places: Places): Promise<void> {
  const written = await Promise.all(writtenBy(places).map(resolved))
  for (const [i, one] of written.entries()) {
    for (const other of written.slice(i + 1)) refuseOverlap(one, other)
    await refuseFolderInItsPlace(one)
  }
  const context = await truePath(places.context)
  const dockerfile = await truePath(places.file ?? join(places.context, 'Dockerfile'))
  const read = [dockerfile, `${dockerfile}.dockerignore`, join(context, '.dockerignore')]
  for (const one of written) {
    const lost = read.find((path) => path === one.path || (one.isFolder && lies(path, one.path)))
    if (lost !== undefined) throw refuse(`${one.as} would be written over ${basename(lost)}, which is built`)
    if (one.path === context || (one.isFolder && lies(context, one.path))) {
      throw refuse(`${one.as} would be written over the context`)
    }
  }
}

function writtenBy({ outputs, attest = {}, iidfile, metadataFile, ...places }: Places): Place[] {
  const platforms = platformsOf(places).map(({ platform }) => platform)
  return [
    ...outputs.flatMap((output) =>
      outputPlaces(output, platforms).map((path) => ({
        as: `--output ${path}`,
        path,
        isFolder: output.type === 'rootfs' || (output.type === 'oci' && output.tar === false),
      })),
    ),
    ...outputs
      .flatMap((output) => documentPlaces(output, platforms, attest))
      .map((path) => ({ as: `the attestation ${path}`, path, isFolder: false })),
    ...(iidfile === undefined ? [] : [{ as: `--iidfile ${iidfile}`, path: iidfile, isFolder: false }]),
    ...(metadataFile === undefined
      ? []
      : [{ as: `--metadata-file ${metadataFile}`, path: metadataFile, isFolder: false }]),
  ]
}

async function resolved(place: Place): Promise<Place> {
  return place.path === '-' ? place : { ...place, path: await truePath(place.path) }
}

/** A path with the links on its way followed, as far as it exists. */
async function truePath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    // What cannot be reached is told by who opens it.
    const whole = resolve(path)
    return dirname(whole) === whole ? whole : join(await truePath(dirname(whole)), basename(whole))
  }
}

function refuseOverlap(one: Place, other: Place): void {
  if (one.path === other.path) throw refuse(`${one.as} and ${other.as} are one destination`)
  if ((one.isFolder && lies(other.path, one.path)) || (other.isFolder && lies(one.path, other.path))) {
    throw refuse(`${one.as} and ${other.as} lie within each other`)
  }
}

/** Who is used to `docker build -o FOLDER` means the image's files. */
async function refuseFolderInItsPlace({ as, path, isFolder }: Place): Promise<void> {
  if (isFolder || path === '-' || !(await isDirectory(path))) return
  throw new OciPackError('usage', `${as} is a folder, and an archive is a file`, {
    hint: "Write a file's name, or --output type=rootfs,dest=FOLDER for the image's files.",
  })
}

async function isDirectory(path: string): Promise<boolean> {
  // What cannot be reached is told by who writes there.
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

function lies(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function refuse(message: string): OciPackError {
  return new OciPackError('usage', message, { hint: 'Name another destination.' })
}
