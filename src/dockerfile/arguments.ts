import { OciPackError } from '../core/errors.js'
import { formOf } from './forms.js'
import type { CommandLine } from './instruction.js'
import { isSpace } from './space.js'

/** White space between words of an instruction. */
export const blank = /[\t\v\f\r ]+/

/** The words of a text, none of an empty one; quotes mean nothing. */
export function splitWords(text: string): string[] {
  return text === '' ? [] : text.split(blank)
}

/**
 * The words of ENV, LABEL and ARG: white space inside quotes or after an escape does not split. Quotes and escapes stay as they are written.
 */
export function splitQuotedWords(text: string, escape: string): string[] {
  const words: string[] = []
  let word = ''
  let quote: string | undefined
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (quote === undefined && isSpace(character)) {
      if (word !== '') words.push(word)
      word = ''
    } else if (character === escape && quote !== "'") {
      // An escape at the very end escapes nothing and goes.
      if (i + 1 < text.length) word += character + (text[++i] ?? '')
    } else {
      if (quote === undefined && (character === "'" || character === '"')) quote = character
      else if (character === quote) quote = undefined
      word += character
    }
  }
  if (word !== '') words.push(word)
  return words
}

/**
 * The texts of a JSON array; undefined where the text is no JSON array, which makes it the shell form (Dockerfile reference, "Shell
 * and exec form"). @throws OciPackError `dockerfile` on an array that holds something else than texts
 */
export function parseJsonForm(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(value)) return undefined
  return value.map((element: unknown) => {
    // Half of a surrogate pair is no character, and no UTF-8 holds it.
    if (typeof element === 'string') return element.replace(/\p{Surrogate}/gu, '\ufffd')
    throw new OciPackError('dockerfile', `a JSON array of arguments must hold strings only, not ${kindOf(element)}`, {
      hint: 'Put each argument into double quotes: ["sleep", "5"].',
    })
  })
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}

/** A command in the form in which it is written. @throws OciPackError `dockerfile` */
export function parseCommandLine(text: string): CommandLine {
  const argv = parseJsonForm(text)
  return argv ? { form: 'exec', argv } : { form: 'shell', text }
}

/** Words, or the texts of a JSON array. @throws OciPackError `dockerfile` */
export function parseWordList(text: string): { words: string[]; json: boolean } {
  const array = parseJsonForm(text)
  return array ? { words: array, json: true } : { words: splitWords(text), json: false }
}

/** `name=value …` or the old `name value`; a name may be blank where that is said. @throws OciPackError `dockerfile` */
export function parsePairs(
  keyword: string,
  text: string,
  escape: string,
  blankNames = false,
): { name: string; value: string }[] {
  const fault = (message: string, more = ''): OciPackError =>
    new OciPackError('dockerfile', message, { hint: formOf(keyword) + more })
  const quoted = ` A value with white space stands in quotes: ${keyword} NAME="A VALUE".`
  const [first, ...others] = splitQuotedWords(text, escape)
  if (first === undefined) throw fault(`${keyword} requires at least one argument`)
  if (!first.includes('=')) {
    const at = text.search(blank)
    if (at < 0)
      throw new OciPackError('dockerfile', `${keyword} must have two arguments`, {
        hint: `Write ${keyword} ${text}=VALUE.`,
      })
    return [{ name: text.slice(0, at), value: text.slice(at).replace(/^[\t\v\f\r ]+/, '') }]
  }
  return [first, ...others].map((word) => {
    const at = word.indexOf('=')
    if (at < 0) throw fault(`can't find = in ${JSON.stringify(word)}: it must be of the form name=value`, quoted)
    if (at === 0 && !blankNames) throw fault(`${keyword} names can not be blank`)
    return { name: word.slice(0, at), value: word.slice(at + 1) }
  })
}
