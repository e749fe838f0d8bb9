import type { Sample } from '../samples.js'

/** A line of a text, or what can be read around a place of other bytes. */
export interface Line {
  /** Without its end. */
  readonly text: string
  /** The character at the place. */
  readonly column: number
}

/** What stands on the line around a byte of a file; in a file that is no text, as far as characters go. */
export function lineAt({ around, aroundOffset }: Sample, place: number): Line {
  const at = Math.min(place - aroundOffset, around.length)
  let from = at
  while (from > 0 && isCharacter(around[from - 1])) from--
  let to = at
  while (to < around.length && isCharacter(around[to])) to++
  return { text: around.toString('utf8', from, to), column: around.toString('utf8', from, at).length }
}

/** Whether a byte may belong to a line: tab, what can be printed, and the bytes of UTF-8's longer characters. */
function isCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 9 || (byte >= 0x20 && byte !== 0x7f))
}
