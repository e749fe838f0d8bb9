import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import { Reader } from './reader.js'
import { type List, type ParameterOperator, parameterOperators, type Word, type WordPart } from './syntax.js'

/** Reads the commands of a substitution up to the `)` that closes it, or to the end. */
export type ReadCommands = (reader: Reader) => List

/** Where text stands, which decides what is special in it. */
type Place =
  /** A word of a command. */
  | 'word'
  /** Behind the operator of a `${...}` that stands outside quotes. */
  | 'operand'
  | 'double quotes'
  /** Behind the operator of a `${...}` within double quotes or a here-document. */
  | 'quoted operand'
  | 'here-document'
  | 'arithmetic'

/** Characters that stand for themselves in each place. */
const ordinary: Readonly<Record<Place, RegExp>> = {
  word: /[^ \t\n;&|<>()'"\\$`]+/y,
  operand: /[^'"\\$`{}~]+/y,
  'double quotes': /[^"\\$`]+/y,
  // Shells differ on quotes and backslashes there.
  'quoted operand': /[^'"\\$`{}~]+/y,
  'here-document': /[^\\$`]+/y,
  arithmetic: /[^'"\\$`()]+/y,
}

/** What a backslash takes its meaning from. */
const escaped: Readonly<Record<Place, RegExp>> = {
  word: /\\[^\n]/y,
  operand: /\\[^\n]/y,
  'double quotes': /\\[$`"\\]/y,
  'quoted operand': /(?!)/y,
  'here-document': /\\[$`\\]/y,
  arithmetic: /(?!)/y,
}

/** One word, which begins here. */
export function readWord(reader: Reader, commands: ReadCommands): Word {
  const word = readParts(reader, 'word', commands)
  if (word.length === 0) reader.refuse()
  return word
}

/** The text of a here-document in which expansions count. */
export function hereDocumentText(text: ByteString, commands: ReadCommands): Word {
  const reader = new Reader(text)
  const parts = readParts(reader, 'here-document', commands)
  if (!reader.done) reader.refuse()
  return parts
}

function readParts(reader: Reader, place: Place, commands: ReadCommands): Word {
  const parts: WordPart[] = []
  const bare = place === 'word' || place === 'operand'
  for (;;) {
    const part = bare
      ? (barePart(reader, commands) ?? commonPart(reader, place, commands))
      : commonPart(reader, place, commands)
    if (part === undefined) return parts
    if (part !== 'nothing') append(parts, part)
  }
}

/** Neighbouring literals are one. */
function append(parts: WordPart[], part: WordPart): void {
  const last = parts[parts.length - 1]
  if (part.type === 'literal' && last?.type === 'literal')
    parts[parts.length - 1] = { type: 'literal', text: last.text + part.text }
  else parts.push(part)
}

/** Quotes, where they are special. */
function barePart(reader: Reader, commands: ReadCommands): WordPart | undefined {
  const single = reader.match(/'[^']*'/y)
  if (single !== undefined) return quoted(single.slice(1, -1))
  if (reader.match(/"/y) !== undefined) {
    const parts = reader.nested(() => readParts(reader, 'double quotes', commands))
    reader.expect(/"/y)
    return { type: 'quoted', parts }
  }
  if (reader.sees(/\$['"]/y)) reader.refuse()
  return undefined
}

function commonPart(reader: Reader, place: Place, commands: ReadCommands): WordPart | 'nothing' | undefined {
  const text = reader.match(ordinary[place])
  if (text !== undefined) return { type: 'literal', text }
  if (reader.match(/\\\n/y) !== undefined) return 'nothing'
  const escape = reader.match(escaped[place])
  if (escape !== undefined) return quoted(escape.slice(1))
  if (place === 'double quotes' || place === 'here-document') {
    const backslash = reader.match(/\\(?=[^])/y)
    if (backslash !== undefined) return { type: 'literal', text: backslash }
  }
  return dollar(reader, place, commands) ?? backquoted(reader, place, commands)
}

function quoted(text: ByteString): WordPart {
  return { type: 'quoted', parts: text === '' ? [] : [{ type: 'literal', text }] }
}

function dollar(reader: Reader, place: Place, commands: ReadCommands): WordPart | undefined {
  const parameter = reader.match(/\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/y)
  if (parameter !== undefined) return { type: 'parameter', name: parameter.slice(1), word: [] }
  if (reader.match(/\$\{/y) !== undefined) return reader.nested(() => braced(reader, place, commands))
  if (reader.match(/\$\(\(/y) !== undefined) return reader.nested(() => arithmetic(reader, commands))
  if (reader.match(/\$\(/y) !== undefined) {
    const body = reader.nested(() => commands(reader))
    reader.expect(/\)/y)
    return { type: 'command', body }
  }
  if (reader.sees(/\$\[/y)) reader.refuse()
  const plain = reader.match(/\$/y)
  return plain === undefined ? undefined : { type: 'literal', text: plain }
}

/** The rest of `${...}`. */
function braced(reader: Reader, place: Place, commands: ReadCommands): WordPart {
  const length = reader.match(/#(?=[A-Za-z_0-9])/y) !== undefined
  const name = reader.expect(/[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y)
  if (reader.match(/\}/y) !== undefined)
    return length ? { type: 'parameter', name, operator: 'length', word: [] } : { type: 'parameter', name, word: [] }
  const operator = parameterOperators.find((candidate) => reader.match(operatorPatterns[candidate]) !== undefined)
  if (length || operator === undefined) reader.refuse()
  const bare = place === 'word' || place === 'operand'
  const word = readParts(reader, bare ? 'operand' : 'quoted operand', commands)
  reader.expect(/\}/y)
  return { type: 'parameter', name, operator, word }
}

const operatorPatterns = Object.fromEntries(
  parameterOperators.map((operator) => [operator, new RegExp(operator.replace(/[?+]/g, '\\$&'), 'y')]),
) as Readonly<Record<ParameterOperator, RegExp>>

/** The rest of `$((...))`, whose parentheses are balanced. */
function arithmetic(reader: Reader, commands: ReadCommands): WordPart {
  const expression = parenthesized(reader, commands)
  reader.expect(/\)\)/y)
  return { type: 'arithmetic', expression }
}

function parenthesized(reader: Reader, commands: ReadCommands): WordPart[] {
  const parts: WordPart[] = []
  for (;;) {
    for (const part of readParts(reader, 'arithmetic', commands)) append(parts, part)
    if (reader.match(/\(/y) === undefined) return parts
    append(parts, { type: 'literal', text: '(' })
    for (const part of reader.nested(() => parenthesized(reader, commands))) append(parts, part)
    append(parts, { type: 'literal', text: reader.expect(/\)/y) })
  }
}

/** A substitution in backquotes, whose text is undone of its backslashes before it is read. */
function backquoted(reader: Reader, place: Place, commands: ReadCommands): WordPart | undefined {
  if (!reader.sees(/`/y)) return undefined
  const text = reader.expect(/`(?:[^`\\]|\\[^])*`/y).slice(1, -1)
  // What quotes mean in there, and which backslashes go, is not the same in every shell.
  if (place !== 'word' && /["'\\]/.test(text)) throw new NotUnderstood('quotes within backquotes within quotes')
  const inner = new Reader(text.replace(/\\([$`\\])/g, '$1'))
  const body = reader.nested(() => commands(inner))
  if (!inner.done) inner.refuse()
  return { type: 'command', body }
}
