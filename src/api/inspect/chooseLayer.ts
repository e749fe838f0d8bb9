import { hexOf } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'

/** As many digits as no number of a layer has. */
const fewestDigits = 6

/** A layer and its place among others, counted from 0. */
export interface ChosenLayer {
  readonly layer: Layer
  readonly place: number
}

/**
 * The layer that is meant: its number from 1, the lowest, or the beginning of its digest or DiffID, with or without
 * `sha256:`. @throws OciPackError `usage` for neither, `not-found`
 */
export function chooseLayer(layers: readonly Layer[], text: string): ChosenLayer {
  const hex = text.replace(/^sha256:/, '')
  const isNumber = /^\d{1,5}$/.test(text)
  if (!isNumber && !/^[0-9a-f]+$/.test(hex)) throw unclear(text, 'is no layer', layers)
  const isMeant = ({ descriptor, diffId }: Layer, place: number): boolean =>
    isNumber ? place === Number(text) - 1 : [descriptor.digest, diffId].some((digest) => hexOf(digest).startsWith(hex))
  const matches = layers.flatMap((layer, place) => (isMeant(layer, place) ? [{ layer, place }] : []))
  const [only, ...more] = matches
  if (only === undefined) {
    const hint = `There are ${layers.length}, counted from 1, the lowest.`
    throw new OciPackError('not-found', `the image has no layer ${text}`, { hint })
  }
  if (more.length > 0 || (!isNumber && hex.length < fewestDigits))
    throw unclear(text, 'could be several layers', layers)
  return only
}

function unclear(text: string, why: string, { length }: readonly Layer[]): OciPackError {
  const hint = `Write a number from 1 to ${length}, or at least ${fewestDigits} digits of a digest.`
  return new OciPackError('usage', `--layer ${text} ${why}`, { hint })
}
