import { OciPackError } from '../core/errors.js'
import { removePrefix, removeSuffix, replacePattern } from './shellPattern.js'
import { isSpace } from './space.js'

/** The value of a variable, undefined where it is unset. */
export type Lookup = (name: string) => string | undefined

export interface WordOptions {
  /** The Dockerfile's escape character. */
  readonly escape: '\\' | '`'
  /** Told of each name that was looked up and is unset. */
  readonly onUndefined?: (name: string) => void
}

/** How a text is read beyond the rules for words; the parser needs these to find here-documents. */
interface Reading extends WordOptions {
  /** `remove`: quotes group and go. `keep`: they group and stay. `plain`: they are characters like any other. */
  readonly quotes: 'remove' | 'keep' | 'plain'
  readonly keepEscapes?: boolean
  /** Leave references to unset variables as they are written. */
  readonly keepUnset?: boolean
}

/**
 * A Dockerfile's word with its variables expanded and its quotes removed (Dockerfile reference, "Environment replacement"). White
 * space stays: the result is one word. @throws OciPackError `dockerfile` on a bad substitution, an open quote, `${name:?message}`
 */
export function expandWord(word: string, lookup: Lookup, options: WordOptions): string {
  return new WordReader(word, lookup, { ...options, quotes: 'remove' }).read().text
}

/** As `expandWord`, then split at the white space that stands outside quotes; empty words are dropped. */
export function expandWords(word: string, lookup: Lookup, options: WordOptions): string[] {
  return new WordReader(word, lookup, { ...options, quotes: 'remove' }).read().words
}

/** The body of a here-document whose delimiter is not quoted: variables expand, a backslash escapes, quotes stay. */
export function expandHeredoc(body: string, lookup: Lookup, onUndefined?: (name: string) => void): string {
  return new WordReader(body, lookup, { escape: '\\', quotes: 'plain', ...(onUndefined && { onUndefined }) }).read()
    .text
}

/** The words of a line with quotes and escapes as written and no variable expanded; none where a quote stays open. */
export function rawWords(line: string): string[] {
  try {
    return new WordReader(line, unset, { escape: '\\', quotes: 'keep', keepEscapes: true, keepUnset: true }).read()
      .words
  } catch (error) {
    if (error instanceof OciPackError) return []
    throw error
  }
}

/** The words of a text with no variable expanded, escapes removed and quotes as asked. @throws OciPackError `dockerfile` on an open quote */
export function bareWords(text: string, quotes: 'remove' | 'keep'): string[] {
  return new WordReader(text, unset, { escape: '\\', quotes, keepUnset: true }).read().words
}

const unset: Lookup = () => undefined
const modifiers = 'Known are :- - :+ + :? ? # ## % %% / and //, as in ${name:-word}.'
const end = ''
/** How many substitutions may stand in one another: more would only fill the stack. */
const deepest = 100
/** UTF-16 units of a text once expanded: a variable that holds another one twice doubles with every line. No process takes a longer variable. */
export const longestText = 1024 * 1024

/** Reads a text once, from left to right. All that means something is ASCII, so a character is a UTF-16 unit. */
class WordReader {
  #position = 0
  #depth = 0
  /**
   * The word that is being read. As in BuildKit there is one for all depths: what stands in a word before `${name:-word}` is forgotten by
   * `read().words`, though not by `read().text`.
   */
  #word = ''
  readonly #source: string

  constructor(
    source: string,
    private readonly lookup: Lookup,
    private readonly reading: Reading,
  ) {
    // BuildKit's scanner passes over a byte order mark at the start of any text.
    this.#source = source.replace(/^\uFEFF/, '')
  }

  /** The text up to `stop`, which is consumed, as one word and as several. */
  read(stop: string = end, keepEscapes = this.reading.keepEscapes ?? false): { text: string; words: string[] } {
    if (++this.#depth > deepest)
      this.#fail('substitutions are nested too deeply', 'Put the inner ones into an ENV or ARG of their own.')
    const words: string[] = []
    let text = ''
    this.#word = ''
    const add = (piece: string) => {
      text = this.#bounded(text + piece)
      this.#word += piece
    }
    const endWord = () => {
      if (this.#word !== '') words.push(this.#word)
      this.#word = ''
    }
    const addSplitting = (piece: string) => {
      text = this.#bounded(text + piece)
      for (const character of piece) {
        if (isSpace(character)) endWord()
        else this.#word += character
      }
    }
    for (;;) {
      const character = this.#next()
      if (character === stop) break
      if (character === end) this.#unclosed(`the closing ${stop} is missing`, '$')
      if (character === '$') addSplitting(this.#variable())
      else if (character === '<') add(this.#heredocMarker())
      else if (character === "'" && this.reading.quotes !== 'plain') add(this.#singleQuoted())
      else if (character === '"' && this.reading.quotes !== 'plain') add(this.#doubleQuoted(keepEscapes))
      else if (character === this.reading.escape) {
        if (keepEscapes) add(character)
        add(this.#next())
      } else addSplitting(character)
    }
    endWord()
    this.#depth--
    return { text, words }
  }

  #peek(): string {
    return this.#source[this.#position] ?? end
  }

  #next(): string {
    const character = this.#peek()
    if (character !== end) this.#position++
    return character
  }

  /** White space after `<<` belongs to the word: `<< EOF` is one. */
  #heredocMarker(): string {
    if (this.#peek() !== '<') return '<'
    this.#next()
    let marker = '<<'
    while (/^[\t\r ]$/.test(this.#peek())) marker += this.#next()
    return marker
  }

  #singleQuoted(): string {
    let text = ''
    for (;;) {
      const character = this.#next()
      if (character === end) this.#unclosed('a single quote is not closed', "'")
      if (character === "'") return this.#quoted("'", text)
      text += character
    }
  }

  #doubleQuoted(keepEscapes: boolean): string {
    let text = ''
    for (;;) {
      const character = this.#next()
      if (character === end) this.#unclosed('a double quote is not closed', '"')
      if (character === '"') return this.#quoted('"', text)
      if (character === '$') text = this.#bounded(text + this.#variable())
      else if (character !== this.reading.escape) text += character
      else {
        const escaped = this.#peek()
        const special = escaped === '"' || escaped === '$' || escaped === this.reading.escape
        if (keepEscapes) text += character
        text += special ? this.#next() : character
      }
    }
  }

  #quoted(quote: string, text: string): string {
    return this.reading.quotes === 'keep' ? quote + text + quote : text
  }

  /** What stands after a `$`. */
  #variable(): string {
    if (this.#peek() !== '{') {
      const name = this.#name()
      if (name === '') return '$'
      const value = this.#value(name)
      return value ?? (this.reading.keepUnset ? `$${name}` : '')
    }
    this.#next()
    const start = this.#position
    if (this.#peek() === end) this.#unclosed('the closing } is missing', '$')
    if (/^[{}:]$/.test(this.#peek()))
      this.#fail('bad substitution: no name after ${', `Write \${NAME}${this.#orEscaped('$')}`)
    // Other than a shell, BuildKit takes what has a modifier and no name: the variable with the empty name, which is hardly ever set.
    const expanded = this.#modified(this.#name())
    return expanded ?? (this.reading.keepUnset ? '${' + this.#source.slice(start, this.#position) : '')
  }

  /** The rest of `${name…}`; undefined where the result is that of an unset variable without a modifier. */
  #modified(name: string): string | undefined {
    const first = this.#next()
    if (first === '}') return this.#value(name)
    if (first === end) this.#unclosed('the closing } is missing', '$')
    const emptyIsUnset = first === ':'
    const modifier = emptyIsUnset ? this.#next() : first
    if (modifier === '/' && !emptyIsUnset) return this.#replaced(name)
    if ((modifier === '#' || modifier === '%') && !emptyIsUnset) return this.#trimmed(name, modifier)
    if (modifier !== '-' && modifier !== '+' && modifier !== '?') {
      this.#fail(`the modifier ${emptyIsUnset ? ':' : ''}${modifier} is not known`, modifiers)
    }
    const word = this.read('}', false).text
    const value = this.#value(name)
    if (value === undefined && this.reading.keepUnset) return undefined
    const set = value !== undefined && !(emptyIsUnset && value === '')
    if (modifier === '-') return set ? value : word
    if (modifier === '+') return set ? word : ''
    if (set) return value
    this.#fail(
      `${name}: ${word || (value === undefined ? 'must be set' : 'must not be empty')}`,
      `Set it above by ARG or ENV; --build-arg ${name}=VALUE gives an ARG its value.`,
    )
  }

  /** `${name#pattern}` and its kin. */
  #trimmed(name: string, end: '#' | '%'): string | undefined {
    const written = this.read('}', true).text
    const longest = written.startsWith(end)
    const pattern = longest ? written.slice(1) : written
    const value = this.#value(name)
    if (value === undefined && this.reading.keepUnset) return undefined
    const trim = end === '#' ? removePrefix : removeSuffix
    return trim(value ?? '', pattern, longest)
  }

  /** `${name/pattern/replacement}` and `${name//pattern/replacement}`. */
  #replaced(name: string): string | undefined {
    const all = this.#peek() === '/'
    if (all) this.#next()
    const pattern = this.read('/', true).text
    const replacement = this.read('}', true).text
    const value = this.#value(name)
    if (value === undefined && this.reading.keepUnset) return undefined
    return replacePattern(value ?? '', pattern, replacement, all)
  }

  /** A name of letters, digits and `_`, a number, or one of the shell's special parameters. */
  #name(): string {
    const pattern = /\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy
    pattern.lastIndex = this.#position
    const name = pattern.exec(this.#source)?.[0] ?? ''
    this.#position += name.length
    return name
  }

  #value(name: string): string | undefined {
    const value = this.lookup(name)
    if (value === undefined) this.reading.onUndefined?.(name)
    return value
  }

  /** The text, which may not be too long. */
  #bounded(text: string): string {
    return text.length > longestText
      ? this.#fail(`it grows beyond ${longestText} characters`, 'Put so long a text into a file, and COPY that.')
      : text
  }

  #unclosed(reason: string, opening: string): never {
    this.#fail(reason, `Close it${this.#orEscaped(opening)}`)
  }

  #orEscaped(character: string): string {
    return `, or write ${this.reading.escape}${character} for a ${character} that is meant as it stands.`
  }

  #fail(reason: string, hint: string): never {
    const shown = this.#source.length > 200 ? `${this.#source.slice(0, 200)}…` : this.#source
    throw new OciPackError('dockerfile', `cannot expand ${JSON.stringify(shown)}: ${reason}`, { hint })
  }
}
