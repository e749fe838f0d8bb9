import type { Digest } from '../../core/digest.js'
import { type ChangedFile, listChanges } from '../../inspect/listing.js'
import { stepsOf } from '../../inspect/steps.js'
import { survey } from '../../inspect/survey.js'
import { type ImageOptions, withImage } from '../images/withImage.js'
import { chooseLayer } from './chooseLayer.js'
import { layerParts } from './layerParts.js'

/** What `oci-pack inspect --layer` shows. */
export interface LayerListing {
  /** Counted from 1, the lowest. */
  readonly number: number
  /** How many layers the image has. */
  readonly layers: number
  readonly digest: Digest
  readonly diffId: Digest
  /** Bytes as stored. */
  readonly size: number
  /** Bytes of all files in it. */
  readonly unpacked: number
  /** The step that made it, as the history tells. */
  readonly createdBy: string | undefined
  /** The same as the line of a Dockerfile that it was. */
  readonly instruction: string | undefined
  /** What a directory holds comes right after it. */
  readonly files: readonly ChangedFile[]
}

/**
 * Tells what a layer does to those below it, which are read with it. @param wanted its number from 1, or the beginning of its digest
 * @throws OciPackError
 */
export async function inspectLayer(place: string, wanted: string, options: ImageOptions = {}): Promise<LayerListing> {
  return withImage(place, options, async ({ image, layers }) => {
    const { layer, place: at } = chooseLayer(image.layers, wanted)
    const surveyed = survey(await layerParts(image.layers.slice(0, at + 1), layers.index)).layers.at(-1)
    const maker = stepsOf(image.config.history ?? []).find((step) => step.layer === at)
    return {
      number: at + 1,
      layers: image.layers.length,
      digest: layer.descriptor.digest,
      diffId: layer.diffId,
      size: layer.descriptor.size,
      unpacked: surveyed?.unpacked ?? 0,
      createdBy: maker?.createdBy,
      instruction: maker?.instruction,
      files: listChanges(surveyed?.changes ?? []),
    }
  })
}
