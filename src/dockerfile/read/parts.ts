import { OciPackError, type Location } from '../../core/errors.js'
import { Flags, type FlagKinds } from '../flags.js'
import { formOf } from '../forms.js'
import type { Common, Heredoc } from '../instruction.js'

/** An instruction's parts, before what is particular to its kind has been read. */
export interface Parts {
  /** In capitals. */
  readonly keyword: string
  readonly flags: readonly string[]
  /** What follows keyword and flags, without white space around it. */
  readonly rest: string
  readonly heredocs: readonly Heredoc[]
  readonly escape: '\\' | '`'
  readonly text: string
  /** As `text`, with the white space at its end. */
  readonly untrimmed: string
  readonly location: Location
  readonly comments: readonly string[]
  readonly blankWithin: number | undefined
}

/** What every instruction has. */
export function common({ location, text, comments, blankWithin }: Parts): Common {
  return { location, text, ...(comments.length > 0 && { comments }), ...(blankWithin !== undefined && { blankWithin }) }
}

/** The flags, by the kinds that the instruction takes. @throws OciPackError `dockerfile` */
export function readFlags(parts: Parts, kinds: FlagKinds): Flags {
  return new Flags(parts.flags, kinds)
}

/** What every instruction has, for one that takes no flags. @throws OciPackError `dockerfile` where one is given */
export function flagless(parts: Parts): Common {
  readFlags(parts, {})
  return common(parts)
}

/** The arguments, of which there must be some. @throws OciPackError `dockerfile` */
export function atLeastOne<T>(parts: Parts, values: readonly T[]): readonly T[] {
  if (values.length > 0) return values
  throw new OciPackError('dockerfile', `${parts.keyword} requires at least one argument`, {
    hint: formOf(parts.keyword),
  })
}
