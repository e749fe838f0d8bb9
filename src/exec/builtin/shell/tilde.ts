import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Chunk } from './fields.js'
import type { ShellState } from './state.js'

/** Where a text outside quotes stands: in what, and whether it begins and ends it. */
export interface Where {
  readonly place: 'word' | 'assignment' | 'pattern'
  readonly first: boolean
  readonly last: boolean
}

/** Tilde expansion (POSIX.1-2017, XCU 2.6.1) of a text outside quotes: `~` is HOME; the homes of others are not understood. */
export function expandTildes(text: ByteString, where: Where, state: ShellState): Chunk[] {
  const plain = (part: ByteString): Chunk => ({ text: part, quoted: false, split: false })
  if (!text.includes('~')) return [plain(text)]
  // Bash expands a tilde in whatever looks like an assignment.
  if (where.place === 'word' && state.dialect.family === 'bash' && /[=:]~/.test(text)) throw new NotUnderstood(text)
  const parts = where.place === 'assignment' ? text.split(/(?<=:)/) : [text]
  return parts.flatMap((part, i) => {
    if (!part.startsWith('~') || (i === 0 && !where.first)) return [plain(part)]
    const rest = part.slice(1)
    const ends = i === parts.length - 1 && where.last
    const home = state.variables.get('HOME')
    if (where.place === 'pattern' || !(/^[/:]/.test(rest) || (rest === '' && ends)) || !home)
      throw new NotUnderstood(`the tilde of ${text}`)
    return [{ text: home, quoted: true, split: false }, plain(rest)]
  })
}
