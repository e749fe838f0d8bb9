import { stepsOf } from '../../inspect/steps.js'
import type { Image, Layer } from '../../oci/image.js'
import { align, type Aligned } from '../align.js'

/** A layer of an image, and the step that made it. */
export interface MadeLayer {
  /** Counted from 0. */
  readonly number: number
  readonly layer: Layer
  /** The line of the Dockerfile, where the history tells. */
  readonly instruction: string | undefined
}

/** The layers of an image, the lowest first, with what its history tells of each. */
export function madeLayers({ layers, config }: Image): MadeLayer[] {
  const instructions = new Map(stepsOf(config.history ?? []).map(({ layer, instruction }) => [layer, instruction]))
  return layers.map((layer, number) => ({ number, layer, instruction: instructions.get(number) }))
}

/** Which layers of two images correspond: the same ones, else those of one line, else those of lines of one kind. */
export function alignLayers(before: readonly MadeLayer[], after: readonly MadeLayer[]): Aligned<MadeLayer>[] {
  return align(before, after, (a, b) =>
    a.layer.diffId === b.layer.diffId ? 10_000 : likeness(a.instruction, b.instruction),
  )
}

/** How much two lines of Dockerfiles look like the same one; 0 for those that do not. A line that is not known may be any. */
export function likeness(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return 1
  if (a === b) return 100
  return keyword(a) === keyword(b) ? 2 : 0
}

/** COPY and ADD do the same with most files. */
function keyword(instruction: string): string | undefined {
  const word = /^\S*/.exec(instruction)?.[0].toUpperCase()
  return word === 'ADD' ? 'COPY' : word
}
