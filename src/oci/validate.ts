import type { ImageConfig } from './config.js'
import type { Image } from './image.js'
import { parseConfig } from './manifest.js'
import { checkLayer, faultOf } from './validateLayer.js'

/** What is wrong with an image. */
export interface Problem {
  /** The part that is wrong: `configuration`, `layer 2 (sha256:…)`. */
  readonly where: string
  readonly message: string
}

/**
 * Recomputes all that an image says of itself: its configuration, and each layer's digest, DiffID, media type and entries. Every byte
 * is read once and none is kept. An image without problems gives an empty list.
 * @param onRead told how many bytes of all layers were read
 * @throws OciPackError `registry`, `io` where bytes cannot be had at all, `aborted`
 */
export async function validateImage(
  image: Image,
  signal?: AbortSignal,
  onRead?: (done: number) => void,
): Promise<Problem[]> {
  let done = 0
  const problems = checkConfig(image).map((message) => ({ where: 'configuration', message }))
  for (const [i, layer] of image.layers.entries()) {
    const where = `layer ${i + 1} (${layer.descriptor.digest})`
    problems.push(
      ...(await checkLayer(layer, signal, (bytes) => onRead?.((done += bytes)))).map((message) => ({ where, message })),
    )
  }
  return problems
}

function checkConfig({ configBytes, layers }: Image): string[] {
  let config: ImageConfig
  try {
    config = parseConfig(configBytes, 'it')
  } catch (error) {
    return [faultOf(error)]
  }
  const { rootfs, history = [] } = config
  const named = rootfs.diff_ids.length
  const steps = history.filter((step) => !step.empty_layer).length
  return [
    ...(named === layers.length ? [] : [`it names ${named} layers, but there are ${layers.length}`]),
    ...layers.flatMap(({ diffId }, i) => {
      const written = rootfs.diff_ids[i] ?? diffId
      return written === diffId ? [] : [`layer ${i + 1} has the DiffID ${diffId}, but it names ${written}`]
    }),
    ...(history.length === 0 || steps === layers.length
      ? []
      : [`its history tells of ${steps} layers, but there are ${layers.length}`]),
  ]
}
