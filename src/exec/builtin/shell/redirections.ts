import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Reader } from './reader.js'
import type { HereDocument, Redirection, Word } from './syntax.js'
import { hereDocumentText, type ReadCommands, readWord } from './words.js'

/** Whether a redirection begins here (XCU 2.7). */
export function atRedirection(reader: Reader): boolean {
  return reader.sees(/\d*[<>]/y)
}

/** One redirection, which begins here. */
export function readRedirection(reader: Reader, documents: HereDocuments, commands: ReadCommands): Redirection {
  const digits = reader.expect(/\d*/y)
  const operator = reader.expect(/<<-|<<(?!<)|>>|>\||>&|<(?![&>(<])|>(?!\()/y)
  const fd = digits === '' ? (operator.startsWith('<') ? 0 : 1) : Number(digits)
  if (fd > 2) throw new NotUnderstood('a redirection of a stream that is none of the first three')
  if (operator === '>&') return { type: 'duplicate', fd, from: Number(reader.expect(/[12](?![^ \t\n;&|<>()])/y)) }
  reader.match(/(?:[ \t]|\\\n)+/y)
  const target = readWord(reader, commands)
  if (operator === '<<' || operator === '<<-')
    return { type: 'here-document', fd, document: documents.open(target, operator === '<<-') }
  return { type: operator === '<' ? 'read' : operator === '>>' ? 'append' : 'write', fd, target }
}

/** The here-documents whose text begins at the next end of a line. */
export class HereDocuments {
  readonly #reader: Reader
  readonly #commands: ReadCommands
  #awaited: { readonly document: HereDocument; readonly delimiter: Word; readonly stripTabs: boolean }[] = []

  constructor(reader: Reader, commands: ReadCommands) {
    this.#reader = reader
    this.#commands = commands
  }

  open(delimiter: Word, stripTabs: boolean): HereDocument {
    const document = { text: [] }
    this.#awaited.push({ document, delimiter, stripTabs })
    return document
  }

  /** Reads the texts, behind the end of the line on which they were opened. */
  read(): void {
    for (const { document, delimiter, stripTabs } of this.#awaited) document.text = this.#readText(delimiter, stripTabs)
    this.#awaited = []
  }

  /** The end of the commands: nothing may be awaited any more. */
  end(): void {
    if (this.#awaited.length > 0) throw new NotUnderstood('a here-document without a text')
  }

  #readText(delimiter: Word, stripTabs: boolean): Word {
    const end = plainText(delimiter)
    const lines: ByteString[] = []
    for (;;) {
      if (this.#reader.done) throw new NotUnderstood('a here-document that does not end')
      const line = this.#reader.expect(/[^\n]*\n?/y)
      const stripped = stripTabs ? line.replace(/^\t+/, '') : line
      if (stripped.replace(/\n$/, '') === end) break
      lines.push(stripped)
    }
    const text = lines.join('')
    if (delimiter.some(({ type }) => type === 'quoted'))
      return [{ type: 'quoted', parts: text === '' ? [] : [{ type: 'literal', text }] }]
    // Whether a joined line may be the last one, or loses its tabs, depends on the shell.
    if (lines.at(-1)?.endsWith('\\\n') || (stripTabs && /\\\n/.test(text)))
      throw new NotUnderstood('joined lines at the edge of a here-document')
    return [{ type: 'quoted', parts: hereDocumentText(text, this.#commands) }]
  }
}

/** The text of a word without expansions, its quotes undone. */
function plainText(word: Word): ByteString {
  return word
    .map((part): ByteString => {
      if (part.type === 'literal') return part.text
      if (part.type === 'quoted') return plainText(part.parts)
      throw new NotUnderstood('an expansion in the delimiter of a here-document')
    })
    .join('')
}
