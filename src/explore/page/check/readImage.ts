import { OciPackError } from '../../../core/errors.js'
import { type Digest, digestOfHex, isDigest } from '../../../core/digest.js'
import { mediaTypes } from '../../../oci/descriptor.js'
import type { Layer } from '../../../oci/image.js'
import { parseConfig } from '../../../oci/manifest.js'
import { findFile } from '../../../oci/portable/findFile.js'
import { type ArchiveFacts, readArchive } from '../../../oci/portable/readArchive.js'
import type { PortableImage } from '../../../oci/portable/report.js'
import { SubtleSha256 } from '../../../oci/portable/subtleSha256.js'
import { verifyFacts } from '../../../oci/portable/verifyArchive.js'
import { integrityCheck } from '../../checks.js'
import type { Check, ExploreData } from '../../data.js'
import { explored } from '../../explored.js'
import { Previews } from '../../previews.js'
import { type LayerContent, readLayer } from '../../readLayer.js'

const toVerify =
  'oci-pack verify looks closer: at headers, at entries that are dangerous, and at who will take the image.'

/**
 * Reads the archive of an image once, checks it, and tells what the page shows of it. Of several images it is the first.
 * @param more what else was checked
 * @throws OciPackError `format` for what holds no image
 */
export async function readImage(
  place: string,
  archive: AsyncIterable<Uint8Array>,
  more: (image: PortableImage) => readonly Check[] = () => [],
): Promise<ExploreData> {
  const previews = new Previews()
  let count = 0
  const look = (plain: AsyncIterable<Uint8Array>): Promise<LayerContent> => readLayer(plain, String(count++), previews)
  const facts = await readArchive(archive, { hash: () => new SubtleSha256(), look })
  const { images, problems } = verifyFacts(facts)
  const [image] = images
  const config = image && findFile(facts, image.files.config)?.document
  if (!image || !config) throw noImage(place, problems)
  const layers = image.files.layers.map((name) => layerOf(facts, name))
  const faults = layers.flatMap(({ fault }) => (fault === undefined ? [] : [fault]))
  const others = images.length > 1 ? [`The archive has ${images.length} images; this is the first.`] : []
  return explored({
    place,
    names: image.names.map(familiar),
    imageId: image.id,
    config: parseConfig(config, 'the configuration'),
    layers,
    previews,
    checks: [integrityCheck([...problems, ...faults], [...others, toVerify]), ...more(image)],
  })
}

/** A name as Docker shows it: without the registry where that is Docker Hub. */
function familiar(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?/, '')
}

/** A layer, and what of it could be read. */
function layerOf(
  archive: ArchiveFacts<LayerContent>,
  name: string,
): { layer: Layer; content: LayerContent; fault?: string } {
  const file = findFile(archive, name)
  const plain = file && 'digest' in file.plain ? file.plain : undefined
  const layer = {
    descriptor: { mediaType: mediaTypes.layer, digest: digestOf(file?.digest), size: file?.size ?? 0 },
    diffId: digestOf(plain?.digest),
    locate: () => Promise.reject(new OciPackError('unsupported', 'a page keeps no layers')),
  }
  const empty = { name: '', entries: [] }
  if (!plain?.seen) return { layer, content: empty }
  if ('value' in plain.seen) return { layer, content: plain.seen.value }
  return { layer, content: empty, fault: `the layer ${name} is damaged: ${plain.seen.fault}` }
}

function digestOf(text = ''): Digest {
  return isDigest(text) ? text : digestOfHex('')
}

function noImage(place: string, problems: readonly string[]): OciPackError {
  const why = problems[0] ?? 'nothing in it names a configuration'
  const hint =
    'It is to be an archive of docker save, podman save or oci-pack, an OCI archive, or a Task bundle (.zip).'
  return new OciPackError('format', `${place} holds no image that can be read: ${why}`, { hint })
}
