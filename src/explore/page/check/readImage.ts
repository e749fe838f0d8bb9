import { type Digest, digestOfHex, isDigest } from '../../../core/digest.js'
import { OciPackError } from '../../../core/errors.js'
import type { Compression } from '../../../oci/compress/sniff.js'
import { mediaTypes } from '../../../oci/descriptor.js'
import type { Layer } from '../../../oci/image.js'
import { parseConfig } from '../../../oci/manifest.js'
import { readArchive } from '../../../oci/portable/readArchive.js'
import type { FileFacts } from '../../../oci/portable/readFile.js'
import { SubtleSha256 } from '../../../oci/portable/subtleSha256.js'
import { judgeReaders } from '../../../oci/readers/judgeReaders.js'
import type { Part } from '../../../oci/verify/facts.js'
import { allFindings, judge } from '../../../oci/verify/judge.js'
import { imageCheck } from '../../checks.js'
import type { Check, ExploreData } from '../../data.js'
import { explored } from '../../explored.js'
import { Previews } from '../../previews.js'
import type { LayerContent } from '../../readLayer.js'
import { archiveFacts, type ReadMember } from './archiveFacts.js'
import { lookAtLayer, type Looked } from './lookAtLayer.js'

/** An archive that is to be read. */
export interface GivenArchive {
  /** As the user named it. */
  readonly place: string
  /** Its plain bytes. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** How it was compressed as a whole. */
  readonly compression: Compression
  /** What else was checked. */
  readonly checks: readonly Check[]
}

const toVerify =
  'oci-pack verify also looks at what follows the end of the archive, and undoes xz and bzip2; the browser reads neither.'

/**
 * Reads the archive of an image once, judges it as `oci-pack verify` does, and tells what the page shows of it. Of several images it is the first.
 * @throws OciPackError `format` for what holds no image
 */
export async function readImage({ place, bytes, compression, checks }: GivenArchive): Promise<ExploreData> {
  const previews = new Previews()
  let count = 0
  const look = (plain: AsyncIterable<Uint8Array>): Promise<Looked> => lookAtLayer(plain, String(count++), previews)
  const read = await readArchive(bytes, { hash: () => new SubtleSha256(), look })
  const facts = await archiveFacts(place, compression, read)
  const judgement = judge(facts)
  const findings = allFindings(judgement)
  const [image] = judgement.images
  const config = image && fileOf(image.facts.config)
  if (!image || !config?.document) throw noImage(place, findings[0]?.message)
  const { length } = judgement.images
  const notes = [...(length > 1 ? [`The archive has ${length} images; this is the first.`] : []), toVerify]
  return explored({
    place,
    names: [...new Set(image.names.map(familiar))],
    imageId: config.digest,
    config: parseConfig(config.document, 'the configuration'),
    layers: image.facts.layers.map(layerOf),
    previews,
    checks: [imageCheck(findings, notes), ...checks],
    readers: judgeReaders({ facts, judgement }),
  })
}

/** A name as Docker shows it: without the registry where that is Docker Hub. */
function familiar(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?/, '')
}

/** A layer, and what of it could be read. */
function layerOf(part: Part): { layer: Layer; content: LayerContent } {
  const file = fileOf(part)
  const plain = file && 'digest' in file.plain ? file.plain : undefined
  const layer = {
    descriptor: { mediaType: mediaTypes.layer, digest: digestOf(file?.digest), size: file?.size ?? 0 },
    diffId: digestOf(plain?.digest),
    locate: () => Promise.reject(new Error('a page keeps no layers')),
  }
  const content = plain?.seen && 'value' in plain.seen ? plain.seen.value.content : { name: '', entries: [] }
  return { layer, content }
}

/** What was read of a part of an image. */
function fileOf({ member }: Part): FileFacts<Looked> | undefined {
  return member && isRead(member) ? member.file : undefined
}

function isRead(member: object): member is ReadMember {
  return 'file' in member
}

function digestOf(text = ''): Digest {
  return isDigest(text) ? text : digestOfHex('')
}

function noImage(place: string, problem = 'no document in it names one'): OciPackError {
  const hint =
    'It is to be an archive of docker save, podman save or oci-pack, an OCI archive, or a Task bundle (.zip).'
  return new OciPackError('format', `${place} holds no image that can be read: ${problem}`, { hint })
}
