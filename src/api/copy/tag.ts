import { OciPackError } from '../../core/errors.js'
import { nameAnnotations } from '../../oci/layout.js'
import { parseManifestOrIndex } from '../../oci/manifest.js'
import { formatReference, parseReference, type Reference, withDefaultTag } from '../../oci/reference.js'
import type { TagOptions, TagReport } from './options.js'
import { parsePlace, type PathPlace } from './place.js'
import { type Tools, withTools } from './tools.js'

/**
 * Gives an image further tags where it is: in its registry, or in an OCI layout's folder. No blob moves. @throws OciPackError `usage`, `reference`,
 * `not-found`, `registry`, `integrity`, `io`, `aborted`
 */
export async function tag({ image, tags, ...options }: TagOptions): Promise<TagReport> {
  for (const tag of tags) checkTag(tag)
  const place = parsePlace(image)
  if (place.kind === 'path') return tagInLayout(place, tags, options.signal ?? new AbortController().signal)
  return withTools(options, false, (tools) => tagInRegistry(withDefaultTag(place.reference), tags, tools))
}

/** @throws OciPackError `usage` */
function checkTag(tag: string): void {
  if (/^\w[\w.-]{0,127}$/.test(tag)) return
  throw new OciPackError('usage', `${JSON.stringify(tag)} is not a tag`, {
    hint: 'A tag has 1 to 128 letters, digits, underscores, dots and dashes. For another repository, use oci-pack copy.',
  })
}

async function tagInRegistry(
  reference: Reference,
  tags: readonly string[],
  { client, signal }: Tools,
): Promise<TagReport> {
  const registry = await client()
  const { bytes, digest } = await registry.manifest(reference, signal)
  const { mediaType } = parseManifestOrIndex(bytes, `the manifest of ${formatReference(reference)}`)
  const { host, repository } = reference
  const names = tags.map((tag) => ({ host, repository, tag }))
  for (const name of names) await registry.pushManifest(name, { mediaType, bytes }, signal)
  return { digest, names: names.map(formatReference) }
}

async function tagInLayout(place: PathPlace, tags: readonly string[], signal: AbortSignal): Promise<TagReport> {
  const [{ withPlace }, { chooseHeld }, { addEntries }] = await Promise.all([
    import('./source.js'),
    import('../../sources/content/held.js'),
    import('../../export/ociLayout.js'),
  ])
  const { descriptor, names } = await withPlace({ ...place, format: place.format ?? 'oci' }, signal, ({ held }) =>
    Promise.resolve(chooseHeld(held, place.name, place.text)),
  )
  if (place.format === 'docker-archive' || place.format === 'oci-archive')
    throw new OciPackError('usage', `${place.text}: an archive is not written in place`, {
      hint: 'Copy it into an OCI layout: oci:FOLDER.',
    })
  if (!descriptor) throw new OciPackError('format', `${place.text} is no OCI layout`)
  const full = names.find((name) => name.includes('/'))
  const entries = tags.map((tag) => {
    const name = full === undefined ? undefined : formatReference({ ...parseReference(full), tag })
    const annotations = {
      ...descriptor.annotations,
      ...(name !== undefined && { [nameAnnotations.full]: name }),
      [nameAnnotations.ref]: tag,
    }
    return { ...descriptor, annotations }
  })
  await addEntries(entries, place.path, signal)
  return {
    digest: descriptor.digest,
    names: entries.map(({ annotations }) => annotations[nameAnnotations.full] ?? annotations[nameAnnotations.ref]),
  }
}
