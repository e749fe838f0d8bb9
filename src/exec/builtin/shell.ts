import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { NotUnderstood } from './notUnderstood.js'

/** A simple command (POSIX.1-2017, Shell Command Language, 2.9.1), its words expanded. */
export interface SimpleCommand {
  readonly words: readonly ByteString[]
  readonly redirection?: Redirection
}

/** Where standard output goes instead. */
export interface Redirection {
  readonly path: ByteString
  readonly append: boolean
}

/**
 * Reads the commands of a shell script that is a list joined by `&&`, `;` and newlines: quotes, backslashes, comments, `$NAME` and
 * `${NAME}` of the environment, `> file` and `>> file`. That is a subset in which sh, dash, bash and busybox's ash agree.
 * @throws NotUnderstood for all else the shell would make something of
 */
export function parseShell(text: string, env: ReadonlyMap<string, string>): SimpleCommand[] {
  const commands: SimpleCommand[] = []
  let words: ByteString[] = []
  let redirection: Redirection | undefined
  let awaited: '>' | '>>' | '&&' | undefined
  for (const token of tokens(bytesOfText(text), env)) {
    if (token.type === 'word') {
      if (awaited === '>' || awaited === '>>') redirection = { path: token.value, append: awaited === '>>' }
      else words.push(token.value)
      awaited = undefined
    } else if (token.value === '>' || token.value === '>>') {
      if (awaited === '>' || awaited === '>>' || redirection)
        throw new NotUnderstood('several redirections of one command')
      awaited = token.value
    } else if (awaited === '&&' && token.value === '\n') {
      continue // A newline may follow `&&`.
    } else {
      if (awaited) throw new NotUnderstood('a command that is not complete')
      if (words.length > 0) commands.push(redirection ? { words, redirection } : { words })
      else if (token.value !== '\n' || redirection) throw new NotUnderstood('a list with an empty command')
      words = []
      redirection = undefined
      awaited = token.value === '&&' ? '&&' : undefined
    }
  }
  if (awaited) throw new NotUnderstood('a list that is not complete')
  return commands
}

type Token =
  | { readonly type: 'word'; readonly value: ByteString }
  | { readonly type: 'operator'; readonly value: '&&' | ';' | '\n' | '>' | '>>' }

/** The tokens of a script (POSIX.1-2017, Shell Command Language, 2.3), each word expanded; a newline ends the last line. */
function* tokens(script: ByteString, env: ReadonlyMap<string, string>): Generator<Token> {
  if (script.endsWith('\\')) throw new NotUnderstood('a text that ends with a backslash')
  const text = script.replace(/^\n+/, '') + '\n'
  const reader = new Reader(text, env)
  while (!reader.done) {
    const operator = reader.match(/(?:&&|;(?!;)|\n|>>|>(?![&|>]))/y)
    if (operator !== undefined) yield { type: 'operator', value: operatorOf(operator) }
    else if (reader.match(/(?:[ \t]|\\\n|#[^\n]*)+/y) === undefined) yield { type: 'word', value: reader.word() }
  }
}

function operatorOf(text: string): '&&' | ';' | '\n' | '>' | '>>' {
  if (text === '&&' || text === ';' || text === '\n' || text === '>' || text === '>>') return text
  throw new NotUnderstood(`the operator ${text}`)
}

class Reader {
  readonly #text: ByteString
  readonly #env: ReadonlyMap<string, string>
  #at = 0

  constructor(text: ByteString, env: ReadonlyMap<string, string>) {
    this.#text = text
    this.#env = env
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** What a sticky pattern matches here, which is then passed. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** One word, which begins here. */
  word(): ByteString {
    let value = ''
    let part: string | undefined
    const start = this.#at
    for (;;) {
      if ((part = this.match(/[A-Za-z0-9_./,:%@+^=\x80-\xff-]+/y)) !== undefined) value += part
      else if (this.#at > start && (part = this.match(/[#!]/y)) !== undefined) value += part
      else if (this.match(/\\\n/y) !== undefined) continue
      else if ((part = this.match(/\\[^\n]/y)) !== undefined) value += part.slice(1)
      else if ((part = this.match(/'[^']*'/y)) !== undefined) value += part.slice(1, -1)
      else if (this.match(/"/y) !== undefined) value += this.#doubleQuoted()
      else if ((part = this.match(variable)) !== undefined) value += plain(this.#value(part))
      else break
    }
    if (this.#at === start) throw new NotUnderstood(`${JSON.stringify(this.#text[start])} in the shell's text`)
    if (!/[ \t\n;&>]/.test(this.#text[this.#at] ?? '\n'))
      throw new NotUnderstood(`${JSON.stringify(this.#text[this.#at])} in the shell's text`)
    if (/^[0-9]+$/.test(value) && this.#text[this.#at] === '>')
      throw new NotUnderstood('a redirection of another stream')
    return value
  }

  #doubleQuoted(): ByteString {
    let value = ''
    let part: string | undefined
    while (this.match(/"/y) === undefined) {
      if ((part = this.match(/[^"\\$`]+/y)) !== undefined) value += part
      else if (this.match(/\\\n/y) !== undefined) continue
      else if ((part = this.match(/\\[$`"\\]/y)) !== undefined) value += part.slice(1)
      else if ((part = this.match(/\\/y)) !== undefined) value += part
      else if ((part = this.match(variable)) !== undefined) value += this.#value(part)
      else throw new NotUnderstood('a substitution within double quotes')
    }
    return value
  }

  #value(expression: string): ByteString {
    const name = expression.replace(/[${}]/g, '')
    const value = this.#env.get(name)
    if (value === undefined || shellsOwn.test(name))
      throw new NotUnderstood(`the variable ${name}, which is not in the environment`)
    return bytesOfText(value)
  }
}

const variable = /\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})/y

/** Variables that a shell sets by itself. */
const shellsOwn =
  /^(?:_|PWD|OLDPWD|IFS|PPID|LINENO|RANDOM|SECONDS|SHLVL|SHELL|UID|EUID|GROUPS|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|OPT(?:IND|ERR|ARG)|PS[0-9]|BASH.*|FUNCNAME|DIRSTACK|PIPESTATUS)$/

/** A value outside quotes must not be split into fields, taken for a pattern, or vanish. */
function plain(value: ByteString): ByteString {
  if (/^[^\s*?[\]\\~]+$/.test(value)) return value
  throw new NotUnderstood('a variable outside quotes whose value is empty, or has spaces or wildcards')
}
