import { OciPackError } from '../../core/errors.js'
import { defaultPlatform, parsePlatform } from '../../core/platform.js'
import { ociContent } from '../../oci/ociContent.js'
import type { Content } from '../../oci/content.js'
import type { Wanted } from '../../sources/content/readContent.js'
import type { Follower } from '../../store/compressLayer.js'
import { pushAhead } from '../pushAhead.js'
import { type Destination, writeTo } from './destination.js'
import type { CopyOptions, CopyReport } from './options.js'
import type { Place } from './place.js'
import { type Source, withSource } from './source.js'
import { type Tools, withTools } from './tools.js'

export type HowToCopy = Omit<CopyOptions, 'source' | 'destination'>

/** Copies from a place to another. @throws OciPackError */
export async function transfer(place: Place, destination: Destination, options: HowToCopy): Promise<CopyReport> {
  const wanted = wantedFor(destination, options)
  return withTools(options, compresses(place, destination, options), async (tools) =>
    withSource(place, wanted, tools, (source) => send(source, destination, options, tools)),
  )
}

/** Writes what was opened, its layers and its manifests in the form that is asked for. @throws OciPackError */
export async function send(
  source: Source,
  destination: Destination,
  options: HowToCopy,
  tools: Tools,
): Promise<CopyReport> {
  const packed = await withLayers(source, destination, options, tools)
  if (options.manifests !== 'oci') return writeTo(destination, packed, tools)
  return writeTo(destination, { ...packed, content: ociContent(packed.content) }, tools)
}

async function withLayers(
  source: Source,
  destination: Destination,
  { compression }: HowToCopy,
  { store, signal, client, emit }: Tools,
): Promise<Source> {
  const force = compression !== undefined
  const form = compression ?? (destination.kind === 'registry' && source.isDockerArchive ? { type: 'gzip' } : undefined)
  if (!form || !store) return source
  const { recompressed } = await import('../../sources/content/recompressed.js')
  const { what } = source
  const make = (follow?: () => Follower): Promise<Content> =>
    recompressed(source.content, { compression: form, force, store, what, signal, emit, follow })
  const [first] = destination.kind === 'registry' ? destination.references : []
  if (!first) return { ...source, content: await make() }
  const { made, sent } = await pushAhead(await client(), first, signal, make)
  return { ...source, content: made, sent }
}

/** Whether layers may have to be compressed, for which a store is needed. */
export function compresses(place: Place, destination: Destination, { compression }: HowToCopy): boolean {
  const isOci = place.kind === 'registry' || place.format === 'oci' || place.format === 'oci-archive'
  return compression !== undefined || (destination.kind === 'registry' && !isOci)
}

/** What is taken of an index. A docker archive holds one image, which is the default platform's unless it is said. @throws OciPackError `usage` */
export function wantedFor(destination: Destination, { platforms = [] }: HowToCopy): Wanted {
  const parsed = platforms.map(parsePlatform)
  const holdsOne = destination.kind === 'path' && destination.format === 'docker-archive'
  if (holdsOne && parsed.length === 0) return { platforms: [defaultPlatform], lenient: true }
  if (!holdsOne || parsed.length === 1) return { platforms: parsed }
  throw new OciPackError('usage', 'a docker archive holds the image of one platform', {
    hint: 'Choose one, or write an OCI layout: oci-archive:FILE or oci:FOLDER.',
  })
}
