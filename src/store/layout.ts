import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, systemError } from '../core/errors.js'
import { type Index, mediaTypes } from '../oci/descriptor.js'
import { blobName, layoutVersion } from '../oci/layout.js'
import { encodeJson, parseIndex } from '../oci/manifest.js'
import { isWhole, wholeImages } from './wholeImages.js'
import { writeWhole } from './writeWhole.js'

/** As often as the list is written again because somebody else changed it meanwhile: then that one writes it. */
const maxTries = 10

/**
 * Makes the store in a folder an OCI layout (OCI image-spec, image-layout.md) of the images that are whole in it, so that others can read them. The
 * list follows from what is there: whoever renames it last looks again afterwards, so that no process takes back what another one
 * wrote. What is as it should be is not written. @param gone the hex digests of blobs that are about to go @throws OciPackError `io`
 */
export async function refreshLayout(dir: string, gone?: ReadonlySet<string>): Promise<void> {
  try {
    await mkdir(join(dir, 'ingest'), { recursive: true })
    await keep(dir, 'oci-layout', encodeJson(layoutVersion))
    for (let tries = 0; tries < maxTries; tries++) {
      const images = wholeImages(dir, gone)
      for (const { entry, made } of images) if (made) await keep(dir, blobName(entry.digest), made)
      const index: Index = {
        schemaVersion: 2,
        mediaType: mediaTypes.index,
        manifests: images.map(({ entry }) => entry),
      }
      if (!(await keep(dir, 'index.json', encodeJson(index)))) return
    }
  } catch (error) {
    throw fromSystemError(error, `cannot list the images of the store ${dir}`)
  }
}

/** Whether all that the list of a store names is whole there. That one is lacking misleads nobody: who stores the next image lists both. */
export function isLayoutTrue(dir: string): boolean {
  try {
    const bytes = readFileSync(join(dir, 'index.json'))
    return parseIndex(bytes, 'index.json').manifests.every(({ digest }) => isWhole(dir, digest))
  } catch (error) {
    return systemError(error).code === 'ENOENT'
  }
}

/** Gives a file these bytes; says whether it had others. */
async function keep(dir: string, name: string, bytes: Uint8Array): Promise<boolean> {
  if (isKept(dir, name, bytes)) return false
  await writeWhole(dir, join(dir, name), bytes)
  return true
}

function isKept(dir: string, name: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(join(dir, name)).equals(bytes)
  } catch {
    return false
  }
}
