import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { dockerArchiveFile } from '../../export/dockerArchive.js'
import { manifestOf } from '../../oci/mutate.js'
import { logoHint, logoProblem, maxLogo } from '../../task/bundle/logo.js'
import { writeBundle } from '../../task/bundle/writeBundle.js'
import { findDescriptor } from '../../task/descriptor/find.js'
import { readDescriptor } from '../../task/descriptor/read.js'
import { passes } from '../../core/finding.js'
import { taskNames } from '../../task/name.js'
import { asStep } from '../asStep.js'
import { type BuiltImage, withBuiltImage } from '../build.js'
import { checkFiles } from './checkFiles.js'
import { mendedDescriptor } from './descriptorFile.js'
import { refuseOtherNames } from './names.js'
import type { BundleMade, BundleOptions, BundleReport } from './options.js'
import { requirePath } from './taskPlace.js'

/**
 * Checks a Task's folder, builds its image and writes both as the file that is uploaded to the App Engine: what `oci-pack bundle` does.
 * Where a finding is an error, nothing is written. @throws OciPackError
 */
export async function bundle(options: BundleOptions): Promise<BundleReport> {
  const { path, output, tags, fix, ...build } = options
  requirePath(path)
  const signal = options.signal ?? new AbortController().signal
  const { path: file, bytes } = await (fix ? mendedDescriptor(path, signal) : findDescriptor(path))
  const { descriptor, findings } = readDescriptor(bytes, file)
  if (!descriptor || !passes(findings)) return { findings, made: undefined }
  const names = taskNames(descriptor)
  refuseOtherNames(tags, names.image, file)
  const dest = output ?? names.bundle
  const logo = await readLogo(join(path, 'logo.png'))
  // The bundle is no part of the context, or else a second one would hold the first.
  const outputs = [{ type: 'docker', dest }] as const
  return withBuiltImage({ ...build, context: path, tags: [names.image], outputs }, async (built) => {
    const all = [
      ...findings,
      ...(await checkFiles(built, { descriptor, platform: options.platform, file: names.archive })),
    ]
    if (!passes(all)) return { findings: all, made: undefined }
    await told(built, dest, async () => {
      const image = await dockerArchiveFile(names.archive, built.image, built.names, built.created)
      await writeBundle({ descriptor: bytes, image, logo }, dest, built.signal)
    })
    return { findings: all, made: await madeOf(built, names.image, dest) }
  })
}

/** @throws OciPackError `source` for one that no site could show, `io` */
async function readLogo(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path)
    const bytes = size > maxLogo ? undefined : await readFile(path)
    const problem = logoProblem(bytes)
    if (problem === undefined) return bytes
    throw new OciPackError('source', `${path}: ${problem}`, { hint: logoHint })
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `reading ${path}`)
  }
}

/** Tells of the writing as of a step of the build. */
function told({ emit }: BuiltImage, dest: string, write: () => Promise<void>): Promise<void> {
  return asStep(emit, `export ${dest}`, `[export] bundle to ${dest === '-' ? 'standard output' : dest}`, write)
}

async function madeOf({ image }: BuiltImage, task: string, path: string): Promise<BundleMade> {
  const imageId = sha256(image.configBytes)
  const size = path === '-' ? undefined : (await stat(path)).size
  return { path, task, imageId, manifestDigest: manifestOf(image).digest, size }
}
