import { OciPackError } from '../core/errors.js'
import { blank } from './arguments.js'
import { isSpace, trim } from './space.js'
import { didYouMean } from './suggest.js'

/** What a flag takes: a text once, a text as often as it is written, or nothing, `true` or `false`. */
export type FlagKinds = Readonly<Record<string, 'text' | 'texts' | 'boolean'>>

/** The flags that an instruction carries, read by what its kind of instruction allows. */
export class Flags {
  readonly #values = new Map<string, string[]>()

  /** @throws OciPackError `dockerfile` on a flag that is unknown, repeated or without its value */
  constructor(written: readonly string[], kinds: FlagKinds) {
    for (const flag of written) {
      const [spelt = ''] = flag.split('=', 1)
      const name = spelt.slice('--'.length)
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
      if (kind === undefined) {
        const known = Object.keys(kinds).map((candidate) => `--${candidate}`)
        const hint = didYouMean(spelt, known) ?? (known.length ? `It takes ${known.join(', ')}.` : 'It takes no flags.')
        throw new OciPackError('dockerfile', `unknown flag: ${spelt}`, { hint })
      }
      const before = this.#values.get(name) ?? []
      if (before.length > 0 && kind !== 'texts')
        throw new OciPackError('dockerfile', `duplicate flag specified: ${spelt}`, { hint: 'Write it once.' })
      const value = flag.length > spelt.length ? flag.slice(spelt.length + 1) : undefined
      this.#values.set(name, [...before, kind === 'boolean' ? booleanValue(spelt, value) : textValue(spelt, value)])
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.[0]
  }

  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  /** Undefined where the flag is not written. */
  boolean(name: string): boolean | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : value === 'true'
  }
}

function textValue(flag: string, value: string | undefined): string {
  if (value !== undefined) return value
  throw new OciPackError('dockerfile', `missing a value on flag: ${flag}`, { hint: `Write it as ${flag}=VALUE.` })
}

function booleanValue(flag: string, value: string | undefined): 'true' | 'false' {
  const written = value?.toLowerCase() ?? 'true'
  if (written === 'true' || written === 'false') return written
  throw new OciPackError('dockerfile', `expecting boolean value for flag ${flag}, not: ${JSON.stringify(value)}`, {
    hint: `Write ${flag} or ${flag}=false.`,
  })
}

/** An instruction's keyword in capitals, its flags, and what follows them without white space around it. */
export function splitInstruction(text: string, escape: string): { keyword: string; flags: string[]; rest: string } {
  const trimmed = trim(text)
  const at = trimmed.search(blank)
  if (at < 0) return { keyword: trimmed.toUpperCase(), flags: [], rest: '' }
  const { flags, rest } = splitFlags(trimmed.slice(at), escape)
  return { keyword: trimmed.slice(0, at).toUpperCase(), flags, rest: trim(rest) }
}

/**
 * The flags at the start of an instruction's arguments, quotes and escapes removed, and what follows them. A `--` alone ends the flags.
 */
function splitFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let position = 0
  for (;;) {
    while (isSpace(text[position] ?? '')) position++
    if (!text.startsWith('--', position)) return { flags, rest: text.slice(position) }
    const { word, end } = readFlag(text, position, escape)
    position = end
    if (word === '--') return { flags, rest: text.slice(position) }
    flags.push(word)
  }
}

/** One word from `position` on: quotes group, the escape character takes the next character as it is, in single quotes too. */
function readFlag(text: string, position: number, escape: string): { word: string; end: number } {
  let word = ''
  let quote: string | undefined
  let end = position
  for (; end < text.length; end++) {
    const character = text[end] ?? ''
    if (quote === undefined && isSpace(character)) break
    if (character === escape) word += text[++end] ?? ''
    else if (character === quote) quote = undefined
    else if (quote === undefined && (character === "'" || character === '"')) quote = character
    else word += character
  }
  return { word, end }
}
