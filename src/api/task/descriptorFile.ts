import { readFile, stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { writeOutput } from '../../export/output.js'
import { descriptorFacts } from '../../task/bundle/descriptorFacts.js'
import { type DescriptorFile, findDescriptor } from '../../task/descriptor/find.js'
import { withImageFile } from '../../task/descriptor/mend.js'
import { maxDescriptor } from '../../task/descriptor/read.js'
import { taskNames } from '../../task/name.js'

/** The descriptor of a folder, undefined where it has none. @throws OciPackError `source`, `io` */
export async function descriptorIn(folder: string): Promise<DescriptorFile | undefined> {
  try {
    return await findDescriptor(folder)
  } catch (error) {
    if (error instanceof OciPackError && error.code === 'not-found') return undefined
    throw error
  }
}

/** A descriptor that the user named. @throws OciPackError `source`, `io` */
export async function descriptorAt(path: string): Promise<DescriptorFile> {
  try {
    const { size } = await stat(path)
    if (size <= maxDescriptor) return { path, bytes: await readFile(path) }
    throw new OciPackError('source', `${path} has ${size} bytes; a descriptor has ${maxDescriptor} at most`, {
      hint: 'Check that it is the descriptor.',
    })
  } catch (error) {
    throw fromSystemError(error, `reading the descriptor ${path}`)
  }
}

/**
 * The descriptor of a folder with `configuration.image.file` as its bundle will have it, written back where it was not so. One that
 * does not name its Task stays as it is. @throws OciPackError `not-found`, `source`, `io`, `aborted`
 */
export async function mendedDescriptor(folder: string, signal: AbortSignal): Promise<DescriptorFile> {
  const found = await findDescriptor(folder)
  const { namespace, version } = await descriptorFacts(found.bytes)
  if (namespace === undefined || version === undefined) return found
  const text = Buffer.from(found.bytes).toString()
  const mended = withImageFile(text, taskNames({ namespace, version }).archive)
  if (mended === text) return found
  const bytes = Buffer.from(mended)
  await writeOutput(found.path, only(bytes), signal)
  return { path: found.path, bytes }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
