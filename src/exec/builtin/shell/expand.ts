import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import { evaluate } from './arithmetic.js'
import { expandBraces } from './braces.js'
import { type Chunk, fieldEnd, oneField, type Piece, splitFields, textOf } from './fields.js'
import { expandPaths } from './glob.js'
import { lengthOf, parameterValue, withoutAffix } from './parameters.js'
import type { Segment } from './pattern.js'
import type { ShellState } from './state.js'
import { expandTildes } from './tilde.js'
import type { List, ParameterExpansion, Word, WordPart } from './syntax.js'

/** Runs the commands of a substitution and gives what they print. */
export type Substitute = (body: List) => Promise<{ readonly text: ByteString; readonly status: number }>

/** Words of one command. */
const mostFields = 10_000

/** Expands the words of one command (POSIX.1-2017, XCU 2.6) with what a shell knows. */
export class Expander {
  readonly #state: ShellState
  readonly #substitute: Substitute
  #substituted: number | undefined

  constructor(state: ShellState, substitute: Substitute) {
    this.#state = state
    this.#substitute = substitute
  }

  /** The status of the last command substitution, if there was one. */
  get substituted(): number | undefined {
    return this.#substituted
  }

  /** The fields that words become: split, and with the names of files in the place of patterns. */
  async fields(words: readonly Word[]): Promise<ByteString[]> {
    const fields: ByteString[] = []
    const { dialect, options, system } = this.#state
    for (const word of dialect.family === 'bash' ? words.flatMap(expandBraces) : words) {
      for (const field of splitFields(await this.#pieces(word, 'word'))) {
        const paths = options.noglob ? [textOf(field)] : expandPaths(system.files, system.budget, field)
        if (fields.length + paths.length > mostFields) throw new NotUnderstood('a command of too many words')
        fields.push(...paths)
      }
    }
    system.budget.spend(fields.reduce((sum, field) => sum + field.length + 16, 0))
    return fields
  }

  /** A word as one text, as in an assignment. */
  async text(word: Word): Promise<ByteString> {
    return this.#charged(textOf(oneField(await this.#pieces(word, 'assignment'))))
  }

  /** A word as one text that a pattern is compared to. */
  async subject(word: Word): Promise<ByteString> {
    return this.#charged(textOf(oneField(await this.#pieces(word, 'pattern'))))
  }

  /** A word as one pattern. */
  async pattern(word: Word): Promise<readonly Segment[]> {
    return activePattern(oneField(await this.#pieces(word, 'pattern')))
  }

  /** A word that is one field, however it is taken: the file of a redirection, an assignment that `export` makes. */
  async single(word: Word): Promise<ByteString> {
    const pieces = oneField(await this.#pieces(word, 'word'))
    const fields = splitFields(pieces)
    const text = textOf(pieces)
    if (fields.length !== 1 || textOf(fields[0] ?? []) !== text)
      throw new NotUnderstood('an expansion outside quotes that is not one field')
    if (pieces.some((piece) => !piece.quoted && /[*?[{~]/.test(piece.text)))
      throw new NotUnderstood('a pattern in the place of a name')
    return this.#charged(text)
  }

  async #pieces(word: Word, place: 'word' | 'assignment' | 'pattern'): Promise<Piece[]> {
    const pieces: Piece[] = []
    for (const [i, part] of word.entries()) {
      if (part.type === 'literal') {
        const where = { place, first: i === 0, last: i === word.length - 1 }
        pieces.push(...expandTildes(part.text, where, this.#state))
      } else pieces.push(...(await this.#part(part)))
    }
    return pieces
  }

  /** A part outside quotes that is no plain text of a word. */
  async #part(part: WordPart): Promise<Piece[]> {
    if (part.type === 'literal') return [{ text: part.text, quoted: false, split: true }]
    if (part.type === 'quoted') return this.#quoted(part.parts)
    return this.#expansion(part, false)
  }

  async #quoted(parts: Word): Promise<Piece[]> {
    if (parts.length === 0) return [{ text: '', quoted: true, split: false }]
    const pieces = await this.#parts(parts, true)
    if (pieces.length === 0 && !(parts.length === 1 && parts[0]?.type === 'parameter' && parts[0].name === '@'))
      throw new NotUnderstood('"$@" of nothing, among other text')
    return pieces
  }

  async #parts(parts: Word, quoted: boolean): Promise<Piece[]> {
    const pieces: Piece[] = []
    for (const part of parts) {
      if (!quoted) pieces.push(...(await this.#part(part)))
      else if (part.type === 'literal') pieces.push({ text: part.text, quoted: true, split: false })
      else if (part.type === 'quoted') pieces.push(...(await this.#quoted(part.parts)))
      else pieces.push(...(await this.#expansion(part, true)))
    }
    return pieces
  }

  async #expansion(part: Exclude<WordPart, { type: 'literal' | 'quoted' }>, quoted: boolean): Promise<Piece[]> {
    const chunk = (text: ByteString): Piece[] => [{ text: this.#charged(text), quoted, split: !quoted }]
    if (part.type === 'parameter') {
      if (part.name === '@' || part.name === '*') return this.#positional(part, quoted)
      const text = await this.#parameter(part, quoted)
      return typeof text === 'string' ? chunk(text) : text
    }
    if (part.type === 'arithmetic') {
      const text = textOf(oneField(await this.#parts(part.expression, true)))
      return chunk(evaluate(text, (name) => this.#value(name)))
    }
    const { text, status } = await this.#substitute(part.body)
    this.#substituted = status
    if (text.includes('\0')) throw new NotUnderstood('a substitution that prints a zero byte')
    return chunk(text.replace(/\n+$/, ''))
  }

  #positional({ name, operator }: ParameterExpansion, quoted: boolean): Piece[] {
    if (operator !== undefined) throw new NotUnderstood('an operator on all positional parameters')
    const { positional } = this.#state
    if (quoted && name === '*') return [{ text: positional.join(' '), quoted, split: false }]
    return positional.flatMap((text, i): Piece[] => [
      ...(i > 0 ? ([fieldEnd] as const) : []),
      { text, quoted, split: !quoted },
    ])
  }

  /** What `${...}` stands for: a text, or the pieces of the word in it. */
  async #parameter({ name, operator, word }: ParameterExpansion, quoted: boolean): Promise<ByteString | Piece[]> {
    const value = parameterValue(this.#state, name, this.#substituted)
    const missing = value === undefined || (value === '' && operator?.startsWith(':') === true)
    switch (operator) {
      case ':-':
      case '-':
        return missing ? this.#operand(word, quoted) : value
      case ':+':
      case '+':
        return missing ? '' : this.#operand(word, quoted)
      case ':=':
      case '=': {
        if (!missing) return value
        if (!/^[A-Za-z_]/.test(name)) throw new NotUnderstood(`an assignment to $${name}`)
        const text = textOf(oneField(await this.#parts(word, quoted)))
        this.#state.variables.set(name, text)
        return text
      }
      case ':?':
      case '?':
        if (missing) throw new NotUnderstood(`$${name}, which is not set`)
        return value
      default: {
        const set = this.#value(name)
        if (operator === undefined) return set
        if (operator === 'length') return lengthOf(set, this.#state.dialect)
        const pattern = oneField(await this.#parts(word, false))
        if (quoted && word.some(({ type }) => type !== 'literal') && /[*?[]/.test(textOf(pattern)))
          throw new NotUnderstood('a pattern of expansions within quotes')
        return withoutAffix(set, activePattern(pattern), operator)
      }
    }
  }

  /** The word that stands for a parameter. */
  #operand(word: Word, quoted: boolean): Promise<Piece[]> {
    return quoted ? this.#quoted(word) : this.#parts(word, false)
  }

  /** The value of a parameter that may be missing only where the shell's options let it. */
  #value(name: string): ByteString {
    const value = parameterValue(this.#state, name, this.#substituted)
    if (value === undefined && this.#state.options.nounset) throw new NotUnderstood(`$${name}, which is not set`)
    return value ?? ''
  }

  #charged(text: ByteString): ByteString {
    this.#state.system.budget.spend(text.length)
    return text
  }
}

/** Pieces that are a pattern. Whether a backslash that an expansion made hides a wildcard differs from shell to shell. */
function activePattern(pieces: readonly Chunk[]): readonly Segment[] {
  if (pieces.some(({ quoted, text }) => !quoted && text.includes('\\')))
    throw new NotUnderstood('an expansion outside quotes that holds a backslash')
  return pieces
}
