import { OciPackError } from '../../core/errors.js'
import type { Annotations, Image } from '../../oci/image.js'
import { encodeInline, inlineAnnotation, type InlineRun } from '../../sources/sharedCache/inline.js'
import type { BuildOptions } from '../options.js'
import type { BuildNotes } from './results.js'

/** Outputs that can tell of nothing but the image. */
const mute: readonly string[] = ['docker', 'rootfs', 'tar']
/** Outputs that are written with the bytes of all layers; a registry may have them already. */
const whole: readonly string[] = [...mute, 'oci']

/** Whether something is written that takes the bytes of all layers. */
export function needsBytes({ outputs = [] }: BuildOptions): boolean {
  return outputs.some(({ type }) => whole.includes(type))
}

/** Whether an image is to hold its cache itself. @throws OciPackError `usage` where an output cannot */
export function wantsInline({ cacheTo = [], outputs = [] }: BuildOptions): boolean {
  if (!cacheTo.some(({ type }) => type === 'inline')) return false
  const other = outputs.find(({ type }) => mute.includes(type))
  if (!other) return true
  throw new OciPackError('usage', `a cache of type inline has no place in an output of type ${other.type}`, {
    hint: 'Write it with an image for registries, -o type=oci,dest=PATH, or elsewhere: --cache-to type=registry,ref=NAME.',
  })
}

/** The annotations of an image whose manifest tells which RUN made which layer; nothing else of it changes. */
export function withInlineCache(image: Image, notes: BuildNotes): Annotations {
  const { runs } = notes.results([image], 'min', new Set())
  const places = new Map(image.layers.map(({ diffId }, i) => [diffId, i]))
  const told = [...runs].flatMap(([key, { layer }]): InlineRun[] => {
    const place = places.get(layer.diffId)
    return place === undefined ? [] : [{ key, layer: place, size: layer.descriptor.size }]
  })
  told.sort((a, b) => a.layer - b.layer || (a.key < b.key ? -1 : 1))
  const { manifest = {}, descriptor = {} } = image.annotations ?? {}
  return { manifest: { ...manifest, [inlineAnnotation]: encodeInline(told) }, descriptor }
}
