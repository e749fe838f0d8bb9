import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Dialect } from './dialect.js'
import type { ShellState } from './state.js'
import type { Word } from './syntax.js'

/** An assignment that was made, as `set -x` shows it. */
export interface Assigned {
  readonly name: string
  readonly value: ByteString
}

/** What `set -x` makes a shell write of a simple command. */
export function traceOf(state: ShellState, assigned: readonly Assigned[], fields: readonly ByteString[]): ByteString {
  const { dialect } = state
  const assignments = assigned.map(({ name, value }) => `${name}=${quoted(value, dialect)}`)
  const words = fields.map((field) => quotedWord(field, dialect))
  // Bash gives each assignment a line, those of `export` and its kin once more.
  const lines =
    dialect.family === 'bash'
      ? [
          ...assignments,
          ...(words.length > 0 ? [words.join(' ')] : []),
          ...declared(fields).map((word) => ownLine(word)),
        ]
      : [[...assignments, ...words].join(' ')]
  return lines.map((line) => `${mark(state)}${line}\n`).join('')
}

/** What bash shows of `for` and `case` before it begins; the others show nothing. */
export function headTrace(state: ShellState, words: readonly (Word | ByteString)[]): ByteString {
  if (state.dialect.family !== 'bash') return ''
  const texts = words.map((word) => (typeof word === 'string' ? word : sourceOf(word)))
  return `${mark(state)}${texts.join(' ')}\n`
}

/** Bash repeats its first character for each substitution that it is in. */
function mark({ dialect, substitutions }: ShellState): ByteString {
  return `${'+'.repeat(dialect.family === 'bash' ? substitutions + 1 : 1)} `
}

function sourceOf(word: Word): ByteString {
  return word
    .map((part) => {
      if (part.type === 'literal') return part.text
      throw new NotUnderstood('a trace of what was written in the script')
    })
    .join('')
}

function declared([name = '', ...args]: readonly ByteString[]): ByteString[] {
  return name === 'export' || name === 'readonly' ? args.filter((arg) => arg.includes('=')) : []
}

function ownLine(assignment: ByteString): ByteString {
  const equals = assignment.indexOf('=')
  return `${assignment.slice(0, equals + 1)}${bashQuoted(assignment.slice(equals + 1))}`
}

function quotedWord(text: ByteString, dialect: Dialect): ByteString {
  if (dialect.family === 'bash' && text === '') return "''"
  if (dialect.family === 'busybox' && reservedWords.has(text)) return singleQuoted(text)
  return quoted(text, dialect)
}

/** Words that busybox always quotes. */
const reservedWords: ReadonlySet<ByteString> = new Set(
  '! case do done elif else esac fi for function if in then until while { }'.split(' '),
)

function quoted(text: ByteString, { family }: Dialect): ByteString {
  if (!/^[\n\x20-\x7e]*$/.test(text)) throw new NotUnderstood('a trace of what is no plain text')
  if (family === 'dash') return text
  return family === 'bash' ? bashQuoted(text) : busyboxQuoted(text)
}

function bashQuoted(text: ByteString): ByteString {
  if (text === "'") return "\\'"
  if (!/[ \n'"\\|&;()<>!{}*[\]?^$`]|^[~#]|[=:]~/.test(text)) return text
  return `'${text.replaceAll("'", "'\\''")}'`
}

function busyboxQuoted(text: ByteString): ByteString {
  if (/^[+,\-./0-9:@A-Z\]^_a-z]*$/.test(text)) return text
  return singleQuoted(text)
}

/** Quotes as busybox sets them: those of the text in double quotes, all else in single ones, even where that is nothing. */
function singleQuoted(text: ByteString): ByteString {
  return text.replace(/([^']*)('*)/g, (whole, plain: string, quotes: string, at: number) => {
    if (whole === '' && at > 0) return ''
    return quotes === '' ? `'${plain}'` : `'${plain}'"${quotes}"`
  })
}
