import { manifestOf } from '../oci/mutate.js'
import { validateImage } from '../oci/validate.js'
import { compareManifests } from '../sources/compareManifests.js'
import { openArchive } from '../sources/openArchive.js'
import { asStep } from './asStep.js'
import { archiveChoice, shortName } from './inspect.js'
import type { Emit } from '../core/events.js'
import type { ImageChoice, VerifyResult } from './options.js'

/** Which image is verified, and who is told how it goes on. */
export interface VerifyOptions extends ImageChoice {
  readonly onEvent?: Emit | undefined
  readonly signal?: AbortSignal
}

/**
 * Reads an image in an archive or a layout as a whole and compares everything with what is said of it: digests, sizes, DiffIDs,
 * media types, entries; and where an archive has two tables of contents, the one with the other. @throws OciPackError where the archive cannot be read as one at all
 */
export async function verify(path: string, choice: VerifyOptions = {}): Promise<VerifyResult> {
  const { image, names } = await openArchive(path, archiveChoice(choice))
  const size = image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0)
  const report = {
    names: names.map(shortName),
    manifestDigest: manifestOf(image).digest,
    layers: image.layers.length,
    size,
  }
  const { onEvent: emit = () => undefined, signal } = choice
  const id = 'verify'
  const onRead = (done: number): void => emit({ type: 'progress', id, name: 'layers', done, total: size })
  const problems = await asStep(emit, id, `verify ${path}`, async () => [
    ...(await compareManifests(path)),
    ...(await validateImage(image, signal, onRead)),
  ])
  return { report, problems }
}
