import { sha256 } from '../core/hash.js'
import type { ExploreData } from '../explore/data.js'
import { explored } from '../explore/explored.js'
import { page } from '../explore/page.js'
import { Previews } from '../explore/previews.js'
import { readLayer } from '../explore/readLayer.js'
import { refuseTooMany } from '../explore/room.js'
import { readTar } from '../oci/tar/read.js'
import { plainBytes } from '../sources/layerReading.js'
import { exploreChecks } from './exploreChecks.js'
import { shortName } from './images/choice.js'
import { type FoundImage, type ImageOptions, withImages } from './images/withImage.js'

/** What `oci-pack explore` takes. */
export type ExploreOptions = ImageOptions

/**
 * Makes a page that shows an image, wherever it is: one file of HTML that needs no server and no network. Without an image, the page asks for one
 * and reads it in the browser. @throws OciPackError
 */
export async function explore(image: string | undefined, options: ExploreOptions = {}): Promise<string> {
  if (image === undefined) return page()
  return withImages(image, options, async (found) => {
    const images: ExploreData[] = []
    for (const { found: one, ...judged } of await exploreChecks(found, options)) {
      images.push(await look(one, judged, options))
      refuseTooMany(images)
    }
    return page(images)
  })
}

async function look(
  { place, names, image }: FoundImage,
  judged: Pick<ExploreData, 'checks' | 'readers'>,
  { signal = new AbortController().signal }: ExploreOptions,
): Promise<ExploreData> {
  const previews = new Previews()
  const layers = []
  for (const layer of image.layers) {
    layers.push({
      layer,
      content: await readLayer(readTar(plainBytes(layer, signal)), layer.descriptor.digest, previews),
    })
  }
  const imageId = sha256(image.configBytes)
  return explored({ place, names: names.map(shortName), imageId, config: image.config, layers, previews, ...judged })
}
