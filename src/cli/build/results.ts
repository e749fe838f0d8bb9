import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { BuildResult, OutputResult } from '../../api/options.js'
import { fromSystemError } from '../../core/errors.js'
import { writeOutput } from '../../export/output.js'
import { formatReference, parseReference } from '../../oci/reference.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'

/** What was made and where it was written, for people. */
export function summary({ imageId, manifestDigest, tags, size, images, outputs }: BuildResult): string {
  const several = images.length > 1
  return formatRows([
    ['written', ...outputs.filter(({ type }) => type !== 'registry').flatMap(placesOf)],
    ['pushed', ...outputs.filter(({ type }) => type === 'registry').flatMap(placesOf)],
    ['name', ...tags],
    ['for', ...(several ? images.map(({ platform, manifestDigest }) => `${platform} ${manifestDigest}`) : [])],
    ['size', `${formatBytes(size)} of layers`],
    ['image id', ...(several ? [] : [imageId])],
    [several ? 'index' : 'digest', manifestDigest],
  ])
}

function placesOf({ type, written }: OutputResult): string[] {
  if (type === 'registry') return written.map(({ place }) => place)
  return written.map(({ place, platform }) => {
    const what = platform === undefined ? type : `${type}, ${platform}`
    return `${place === '-' ? 'standard output' : place} (${what})`
  })
}

/** How the image that was written is brought to an engine; undefined where that is not one archive. */
export function nextStep({ outputs }: BuildResult): string | undefined {
  const [output, ...others] = outputs
  const [only, ...more] = output?.written ?? []
  if (output?.type !== 'docker' || !only || only.place === '-' || others.length + more.length > 0) return undefined
  return `load it: docker load -i ${only.place}`
}

/** What `docker build --metadata-file` writes, as far as it is known here; names are complete and separated by commas. */
export function metadata({ imageId, manifestDigest, descriptor, tags, images }: BuildResult): Record<string, unknown> {
  return {
    ...(images.length === 1 && { 'containerimage.config.digest': imageId }),
    'containerimage.descriptor': descriptor,
    'containerimage.digest': manifestDigest,
    ...(tags.length > 0 && { 'image.name': tags.map((tag) => formatReference(parseReference(tag))).join(',') }),
  }
}

/** The files that tell other programs of a build's result. */
export interface ResultFiles {
  readonly iidfile?: string
  readonly metadataFile?: string
}

/** Removes an earlier build's image id, as Docker does: after a build that fails, nobody may take it for the new one. */
export async function removeStaleId({ iidfile }: ResultFiles): Promise<void> {
  if (iidfile !== undefined) await told(`removing ${iidfile}`, rm(iidfile, { force: true }))
}

/** Writes the files that were asked for, each beside its place first, so that none is ever half there. @throws OciPackError `io` */
export async function writeResultFiles({ iidfile, metadataFile }: ResultFiles, result: BuildResult): Promise<void> {
  // Docker ends neither of them with a line feed.
  if (iidfile !== undefined) await write(iidfile, result.imageId)
  if (metadataFile !== undefined) await write(metadataFile, JSON.stringify(metadata(result), null, 2))
}

/** A file called `-` is one, too. */
async function write(path: string, text: string): Promise<void> {
  const chunks = Readable.from([Buffer.from(text)])
  await writeOutput(path === '-' ? './-' : path, chunks, new AbortController().signal)
}

async function told(doing: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw fromSystemError(error, doing)
  }
}
