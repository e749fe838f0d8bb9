import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import { Reader } from './reader.js'
import { atRedirection, HereDocuments, readRedirection } from './redirections.js'
import type {
  AndOr,
  Assignment,
  Branch,
  CaseItem,
  Command,
  Compound,
  List,
  Pipeline,
  Redirection,
  Word,
} from './syntax.js'
import { readWord } from './words.js'

/**
 * Reads a shell script (POSIX.1-2017, XCU 2.10). Where dash, bash and busybox's ash read a text in different ways, and where they call it
 * an error, it is not understood. @throws NotUnderstood
 */
export function parseScript(text: ByteString): List {
  // Bash warns of a zero byte, dash ends there.
  if (text.includes('\0')) throw new NotUnderstood('a script with a zero byte')
  const reader = new Reader(text)
  const list = commands(reader)
  if (!reader.done) reader.refuse()
  return list
}

/** A list up to what cannot continue it, with the here-documents that it opens. */
function commands(reader: Reader): List {
  const parser = new Parser(reader)
  const list = parser.list()
  parser.end()
  return list
}

/** A word that has a meaning of its own where a command may begin (XCU 2.4), as a pattern. */
function reserved(words: string): RegExp {
  return new RegExp(`(?:${words})(?=[ \\t\\n;&|<>()]|$)`, 'y')
}

const closers = reserved('then|elif|else|fi|do|done|esac|\\}')
/** Bash and busybox know more of them than POSIX. */
const foreign = reserved('\\[\\[|\\]\\]|function|select|time|coproc')
const assignment = /[A-Za-z_][A-Za-z0-9_]*=/y
/** A word in the manner of `name[1]=` or `name+=`, which is an assignment in bash alone. */
const foreignAssignment = /[A-Za-z_][A-Za-z0-9_]*(?:\+=|\[)/y

class Parser {
  readonly #reader: Reader
  readonly #documents: HereDocuments

  constructor(reader: Reader) {
    this.#reader = reader
    this.#documents = new HereDocuments(reader, commands)
  }

  /** Commands up to a word or an operator that cannot begin one. */
  list(): List {
    const list: AndOr[] = []
    this.#lineBreak()
    while (!this.#atEnd()) {
      list.push(this.#andOr())
      if (this.#match(/;(?![;&])/y) === undefined && !this.#reader.sees(/\n/y)) break
      this.#lineBreak()
    }
    return list
  }

  end(): void {
    this.#documents.end()
  }

  #atEnd(): boolean {
    return this.#reader.done || this.#reader.sees(/\)|;;/y) || this.#reader.sees(closers)
  }

  #andOr(): AndOr {
    const first = this.#pipeline()
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = []
    for (let operator; (operator = this.#match(/&&|\|\|/y)) !== undefined;) {
      this.#lineBreak()
      rest.push({ operator: operator === '&&' ? '&&' : '||', pipeline: this.#pipeline() })
    }
    return { first, rest }
  }

  #pipeline(): Pipeline {
    const negated = this.#match(reserved('!')) !== undefined
    if (negated && this.#reader.sees(reserved('!'))) this.#reader.refuse()
    const list = [this.#command()]
    while (this.#match(/\|(?![|&])/y) !== undefined) {
      this.#lineBreak()
      list.push(this.#command())
    }
    return { negated, commands: list }
  }

  #command(): Command {
    return this.#reader.nested(() => {
      const compound = this.#compound()
      if (!compound) return this.#simple()
      const redirections: Redirection[] = []
      while (this.#atRedirection()) redirections.push(this.#redirection())
      return { ...compound, redirections }
    })
  }

  #compound(): Compound | undefined {
    if (this.#reader.sees(foreign) || this.#reader.sees(/\(\(/y)) this.#reader.refuse()
    if (this.#match(/\(/y) !== undefined) {
      const body = this.#body()
      this.#expect(/\)/y)
      return { type: 'subshell', body }
    }
    if (this.#match(reserved('\\{')) !== undefined) return { type: 'group', body: this.#bodyUpTo('\\}') }
    if (this.#match(reserved('if')) !== undefined) return this.#if()
    if (this.#match(reserved('for')) !== undefined) return this.#for()
    if (this.#match(reserved('case')) !== undefined) return this.#case()
    const loop = this.#match(reserved('while|until'))
    if (loop === undefined) return undefined
    const condition = this.#bodyUpTo('do')
    return { type: 'while', until: loop === 'until', condition, body: this.#bodyUpTo('done') }
  }

  /** A list of one command or more. */
  #body(): List {
    const list = this.list()
    if (list.length === 0) this.#reader.refuse()
    return list
  }

  #bodyUpTo(word: string): List {
    const list = this.#body()
    this.#expect(reserved(word))
    return list
  }

  #if(): Compound {
    const branches: Branch[] = []
    do {
      const condition = this.#bodyUpTo('then')
      branches.push({ condition, body: this.#body() })
    } while (this.#match(reserved('elif')) !== undefined)
    const otherwise = this.#match(reserved('else')) === undefined ? [] : this.#body()
    this.#expect(reserved('fi'))
    return { type: 'if', branches, otherwise }
  }

  #for(): Compound {
    const name = this.#expect(/[A-Za-z_][A-Za-z0-9_]*(?=[ \t\n;])/y)
    this.#lineBreak()
    let words: Word[] | undefined
    if (this.#match(reserved('in')) !== undefined) {
      words = []
      while (this.#atWord()) words.push(this.#word())
      if (this.#match(/;(?![;&])/y) === undefined && !this.#reader.sees(/\n/y)) this.#reader.refuse()
    } else if (this.#match(/;(?![;&])/y) === undefined && !this.#reader.sees(reserved('do'))) this.#reader.refuse()
    this.#lineBreak()
    this.#expect(reserved('do'))
    return { type: 'for', name, words, body: this.#bodyUpTo('done') }
  }

  #case(): Compound {
    const subject = this.#word()
    this.#lineBreak()
    this.#expect(reserved('in'))
    this.#lineBreak()
    const items: CaseItem[] = []
    while (this.#match(reserved('esac')) === undefined) {
      this.#match(/\(/y)
      const patterns = [this.#word()]
      while (this.#match(/\|(?![|&])/y) !== undefined) patterns.push(this.#word())
      this.#expect(/\)/y)
      items.push({ patterns, body: this.list() })
      if (this.#match(/;;(?!&)/y) === undefined && !this.#reader.sees(reserved('esac'))) this.#reader.refuse()
      this.#lineBreak()
    }
    return { type: 'case', subject, items }
  }

  #simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirections: Redirection[] = []
    for (;;) {
      if (this.#atRedirection()) redirections.push(this.#redirection())
      else if (!this.#atWord()) break
      else if (words.length === 0 && this.#reader.sees(foreignAssignment)) this.#reader.refuse()
      else if (words.length === 0 && this.#reader.sees(assignment)) assignments.push(this.#assignment())
      else words.push(this.#word())
    }
    if (this.#reader.sees(/\(/y)) {
      if (words.length === 1 && assignments.length === 0 && redirections.length === 0)
        return this.#function(words[0] ?? [])
      this.#reader.refuse()
    }
    if (assignments.length + words.length + redirections.length === 0) this.#reader.refuse()
    return { type: 'simple', assignments, words, redirections }
  }

  #assignment(): Assignment {
    const name = this.#reader.expect(assignment).slice(0, -1)
    const value = this.#reader.sees(/[^ \t\n;&|<>()]/y) ? readWord(this.#reader, commands) : []
    if (value.length === 0 && this.#reader.sees(/\(/y)) this.#reader.refuse()
    this.#blank()
    return { name, value }
  }

  /** `name() command` */
  #function([part]: Word): Command {
    this.#expect(/\([ \t]*\)/y)
    this.#lineBreak()
    if (part?.type !== 'literal' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(part.text)) this.#reader.refuse()
    const body = this.#command()
    if (body.type === 'simple' || body.type === 'function') this.#reader.refuse()
    return { type: 'function', name: part.text, body }
  }

  #atWord(): boolean {
    return this.#reader.sees(/[^ \t\n;&|<>()]/y)
  }

  #word(): Word {
    const word = readWord(this.#reader, commands)
    // `{name}>file` opens a stream of its own in bash.
    const [part] = word
    if (part?.type === 'literal' && /^\{.*\}$/.test(part.text) && this.#reader.sees(/[<>]/y)) this.#reader.refuse()
    this.#blank()
    return word
  }

  #atRedirection(): boolean {
    return atRedirection(this.#reader)
  }

  #redirection(): Redirection {
    const redirection = readRedirection(this.#reader, this.#documents, commands)
    this.#blank()
    return redirection
  }

  /** Passes a pattern and the blanks behind it. */
  #match(pattern: RegExp): string | undefined {
    const found = this.#reader.match(pattern)
    if (found !== undefined) this.#blank()
    return found
  }

  #expect(pattern: RegExp): string {
    return this.#match(pattern) ?? this.#reader.refuse()
  }

  /** Passes spaces, comments and joined lines. */
  #blank(): void {
    while (this.#reader.match(/(?:[ \t]|\\\n)+|#[^\n]*/y) !== undefined);
  }

  /** Passes the ends of lines, with the here-documents that follow them. */
  #lineBreak(): void {
    this.#blank()
    while (this.#reader.match(/\n/y) !== undefined) {
      this.#documents.read()
      this.#blank()
    }
  }
}
