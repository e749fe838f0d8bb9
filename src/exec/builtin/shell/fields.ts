import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Segment } from './pattern.js'

/** A piece of an expanded word; `split` says that an expansion made it outside quotes, so that blanks in it end fields. */
export interface Chunk extends Segment {
  readonly split: boolean
}

/** Where one positional parameter ends and the next begins. */
export const fieldEnd = 'field end'
export type Piece = Chunk | typeof fieldEnd

/** Field splitting (POSIX.1-2017, XCU 2.6.5) as IFS is at first. */
export function splitFields(pieces: readonly Piece[]): Segment[][] {
  const fields: Segment[][] = []
  let field: Segment[] | undefined
  const end = (): void => {
    if (field) fields.push(field)
    field = undefined
  }
  for (const piece of pieces) {
    if (piece === fieldEnd) end()
    else if (!piece.split) (field ??= []).push(piece)
    else {
      // Whether it hides a wildcard, and whether it stays, differs from shell to shell.
      if (piece.text.includes('\\')) throw new NotUnderstood('an expansion outside quotes that holds a backslash')
      piece.text.split(/[ \t\n]+/).forEach((text, i) => {
        if (i > 0) end()
        if (text !== '') (field ??= []).push({ text, quoted: false })
      })
    }
  }
  end()
  return fields
}

/** The text of pieces that make one field whatever is in them. */
export function textOf(segments: readonly Segment[]): ByteString {
  return segments.map(({ text }) => text).join('')
}

/** The pieces of a word where there can be but one field. */
export function oneField(pieces: readonly Piece[]): Chunk[] {
  return pieces.map((piece) => {
    if (piece === fieldEnd) throw new NotUnderstood('positional parameters where there can be one field only')
    return piece
  })
}
