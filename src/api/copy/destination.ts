import { stat } from 'node:fs/promises'
import { OciPackError } from '../../core/errors.js'
import type { Content } from '../../oci/content.js'
import { nameAnnotations } from '../../oci/layout.js'
import { contentSize } from '../../oci/mapBlobs.js'
import {
  familiarReference,
  formatReference,
  parseReference,
  type Reference,
  withDefaultTag,
} from '../../oci/reference.js'
import { defaultEpoch } from '../../rootfs/times.js'
import type { CopyReport } from './options.js'
import type { Format, PathPlace, Place } from './place.js'
import type { Source } from './source.js'
import { asStep } from '../asStep.js'
import type { Tools } from './tools.js'

/** Where something goes, once it is clear in which form. */
export type Destination =
  | { readonly kind: 'registry'; readonly references: readonly Reference[] }
  | { readonly kind: 'path'; readonly path: string; readonly format: Format; readonly name?: string | undefined }

/** The form in which a place is written: what it says, else what is there already, else what its name tells. @throws OciPackError `usage` */
export async function destinationOf(place: Place): Promise<Destination> {
  if (place.kind === 'registry') return { kind: 'registry', references: [withDefaultTag(place.reference)] }
  const { path, name } = place
  return { kind: 'path', path, name, format: place.format ?? (await formatAt(place)) }
}

async function formatAt({ path }: PathPlace): Promise<Format> {
  if (/\.zip$/i.test(path))
    throw new OciPackError('usage', `${path} would be a Task's bundle, which an image alone is not`, {
      hint: `Make bundles with oci-pack bundle. For an archive of another form write docker-archive:${path}.`,
    })
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() || path.endsWith('/')) return 'oci'
  if (found || path === '-' || path.endsWith('.tar')) return 'docker-archive'
  throw new OciPackError('usage', `it is not said in which form ${path} is to be written`, {
    hint: `Write docker-archive:${path}, oci-archive:${path} or oci:${path}.`,
  })
}

/** Writes what was opened; tells of it as of a step. @throws OciPackError `unsupported`, `integrity`, `registry`, `io`, `aborted`, and what reading throws */
export async function writeTo(destination: Destination, source: Source, tools: Tools): Promise<CopyReport> {
  const text = destinationText(destination)
  const id = `copy ${text}`
  return asStep(tools.emit, id, `[copy] ${source.what} to ${text}`, async () => {
    const written =
      destination.kind === 'registry'
        ? await push(destination.references, source, id, tools)
        : await write(destination, source, id, tools)
    const { descriptor } = written.content
    return {
      destination: text,
      isRegistry: destination.kind === 'registry',
      names: written.names.map(formatReference),
      digest: descriptor.digest,
      mediaType: descriptor.mediaType,
      size: contentSize(written.content),
    }
  })
}

interface Written {
  readonly content: Content
  readonly names: readonly Reference[]
}

function destinationText(destination: Destination): string {
  if (destination.kind === 'registry') return destination.references.map(familiarReference).join(', ')
  return destination.path === '-' ? 'standard output' : destination.path
}

async function push(references: readonly Reference[], source: Source, id: string, tools: Tools): Promise<Written> {
  const { pushContent } = await import('../../export/registry.js')
  const { client, emit, signal } = tools
  const { content } = source
  for (const { digest } of references) checkDigest(digest, content)
  const pushing = {
    client: await client(),
    emit: ((event) => emit(event.type === 'progress' ? { ...event, id } : event)) satisfies Tools['emit'],
    signal,
    sent: source.sent,
  }
  await pushContent(content, references, pushing)
  return { content, names: references }
}

/** Who says by which digest something is to be known must be right. */
function checkDigest(digest: Reference['digest'], { descriptor }: Content): void {
  if (digest === undefined || digest === descriptor.digest) return
  throw new OciPackError('usage', `what is copied has the digest ${descriptor.digest}, and not ${digest}`, {
    hint: 'Name the destination by a tag.',
  })
}

async function write(
  { path, format, name }: Extract<Destination, { kind: 'path' }>,
  source: Source,
  id: string,
  { emit, signal }: Tools,
): Promise<Written> {
  const [{ reportedBlobs }, output, archives] = await Promise.all([
    import('../../sources/content/blobs.js'),
    import('../../export/output.js'),
    import('../../export/contentArchive.js'),
  ])
  const content = reportedBlobs(source.content, source.what, id, emit)
  if (format === 'docker-archive') {
    const names = name === undefined ? source.names : [withDefaultTag(parseReference(name))]
    const image = await openedImage(content, source.what)
    const created = createdOf(image.config.created)
    await output.writePatched(path, archives.dockerArchiveOf(image.content, names, created), signal)
    return { content, names }
  }
  const called = layoutName(content, name, source.names)
  if (format === 'oci') {
    const { writeOciLayout } = await import('../../export/ociLayout.js')
    await writeOciLayout(called.content, called.names, path, signal)
  } else {
    const created = await createdOfAny(called.content, source.what)
    await output.writePatched(path, archives.ociArchiveOf(called.content, called.names, created), signal)
  }
  return called
}

/** What a layout's index says of a content: under a complete name, under a mere tag, or under the names that it came with. */
function layoutName(content: Content, name: string | undefined, own: readonly Reference[]): Written {
  if (name === undefined) return { content, names: own }
  if (/[/:@]/.test(name)) return { content, names: [withDefaultTag(parseReference(name))] }
  const annotations = { ...content.descriptor.annotations, [nameAnnotations.ref]: name }
  return { content: { ...content, descriptor: { ...content.descriptor, annotations } }, names: [] }
}

async function openedImage(content: Content, what: string) {
  const { openImage } = await import('../../sources/content/openImage.js')
  if (content.kind === 'image') return openImage(content, what)
  throw new OciPackError('unsupported', `${what} is an index of several images, and a docker archive holds one`, {
    hint: 'Choose one with --platform.',
  })
}

/** The time of an archive's own entries: that of its image, or, of what has none, the one that builds have too. */
async function createdOfAny(content: Content, what: string): Promise<number> {
  const { isContainerImage, openImage } = await import('../../sources/content/openImage.js')
  if (content.kind === 'index' || !isContainerImage(content)) return defaultEpoch
  return createdOf((await openImage(content, what)).config.created)
}

function createdOf(created: string | undefined): number {
  const time = Math.floor(Date.parse(created ?? '') / 1000)
  return Number.isFinite(time) ? time : defaultEpoch
}
