import { nameAnnotations } from '../../../oci/layout.js'
import { type JsonObject, objectIn, objectsIn, textIn } from '../../../oci/portable/json.js'
import type { Finding } from '../../../core/finding.js'
import { archiveError, archiveWarning, saveHint } from './finding.js'
import { type ArchiveCheck, checkCount, checkName, checkParts, nameHint, readObject } from './imageParts.js'

/** Checks an archive that the App Engine reads by index.json. */
export async function checkOciImage(check: ArchiveCheck): Promise<Finding[]> {
  const { place, document } = check
  const index = await readObject(check, document)
  const images = index ? objectsIn(index, 'manifests') : []
  const [image] = images
  const digest = image && textIn(image, 'digest')
  if (!image || digest === undefined) {
    return [archiveError(place, 'manifest', 'index.json is no JSON object that names an image', saveHint)]
  }
  return [
    ...checkOlder(check),
    ...checkMarker(check),
    ...checkCount(check, images.length),
    ...checkAnnotations(check, objectIn(image, 'annotations')),
    ...(await checkManifest(check, digest)),
  ]
}

/** The App Engine of before knows manifest.json alone. */
function checkOlder({ place, listing }: ArchiveCheck): Finding[] {
  if (listing.find('manifest.json').length > 0) return []
  const message = 'the image archive has no manifest.json, which the App Engine 0.1.0 and the App Store need'
  return [archiveWarning(place, 'older', message)]
}

/** What is no OCI layout without it (OCI image-spec, image-layout.md) is one to the App Engine. */
function checkMarker({ place, listing }: ArchiveCheck): Finding[] {
  if (listing.find('oci-layout').length > 0) return []
  const message =
    'the image archive has index.json without oci-layout: the App Engine does without, containerd and umoci do not'
  return [archiveWarning(place, 'layout-marker', message)]
}

function checkAnnotations(check: ArchiveCheck, annotations: JsonObject): Finding[] {
  if (textIn(annotations, nameAnnotations.ref) === undefined) {
    const message = `index.json gives its image no name: the annotation ${nameAnnotations.ref} is missing`
    return [archiveError(check.place, 'tags', message, nameHint(check))]
  }
  const full = textIn(annotations, nameAnnotations.full)
  return full === undefined ? [] : checkName(check, [full])
}

async function checkManifest(check: ArchiveCheck, digest: string): Promise<Finding[]> {
  const { place, listing } = check
  const [entry, ...others] = listing.find(blobOf(digest))
  if (!entry) return [archiveError(place, 'missing', `the image archive lacks ${blobOf(digest)}`, saveHint)]
  if (others.length > 0) return [archiveError(place, 'twice', `the image archive has ${entry.name} twice`)]
  const manifest = await readObject(check, entry)
  if (!manifest) return [archiveError(place, 'manifest', `${entry.name} is no JSON object`, saveHint)]
  const config = textIn(objectIn(manifest, 'config'), 'digest')
  if (config === undefined) return [nested(check, manifest)]
  const layers = objectsIn(manifest, 'layers').map((layer) => blobOf(textIn(layer, 'digest') ?? ''))
  return checkParts(check, { config: blobOf(config), layers, compresses: false })
}

function nested({ place }: ArchiveCheck, manifest: JsonObject): Finding {
  if (!Array.isArray(manifest['manifests'])) {
    return archiveError(place, 'manifest', 'what index.json names is no image manifest: it has no config', saveHint)
  }
  return archiveError(
    place,
    'nested',
    'index.json names another index, not an image: so Docker writes images that have attestations',
    'Build without them (docker build --provenance=false), or make the bundle with oci-pack bundle.',
  )
}

/** Where the App Engine looks for a blob. */
function blobOf(digest: string): string {
  return `blobs/${digest.replace(/[:*?"<>|]/g, '/')}`
}
