import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Invocation } from './applet.js'

/** test EXPRESSION, and `[ EXPRESSION ]` (POSIX.1-2017, test); by the number of arguments up to four, beyond that without ambiguities. */
export const test: Applet = (call) => {
  const { name, args } = call
  if (name === '[' && args.at(-1) !== ']') throw new NotUnderstood('[ without ]')
  return evaluate(call, name === '[' ? args.slice(0, -1) : args) ? 0 : 1
}

function evaluate(call: Invocation, args: readonly ByteString[]): boolean {
  const [first = '', second = '', third = ''] = args
  if (args.length < 2) return first !== ''
  if (args.length === 3 && isBinary(second) && !/^[(!]$/.test(first)) return binary(call, first, second, third)
  if (args.length <= 4 && first === '!') return !evaluate(call, args.slice(1))
  if (args.length === 2) return unary(call, first, second)
  return new Expression(call, args).value()
}

/** An expression of several primaries, whose operands cannot be taken for operators. */
class Expression {
  readonly #call: Invocation
  readonly #ahead: ByteString[]

  constructor(call: Invocation, args: readonly ByteString[]) {
    this.#call = call
    this.#ahead = [...args].reverse()
  }

  value(): boolean {
    const value = this.#or()
    if (this.#ahead.length > 0) throw new NotUnderstood(`test: ${show(this.#ahead.at(-1) ?? '')}`)
    return value
  }

  #or(): boolean {
    let value = this.#and()
    while (this.#take('-o')) value = this.#and() || value
    return value
  }

  #and(): boolean {
    let value = this.#not()
    while (this.#take('-a')) value = this.#not() && value
    return value
  }

  #not(): boolean {
    if (this.#take('!')) return !this.#not()
    if (!this.#take('(')) return this.#primary()
    if (this.#call.family === 'busybox') throw new NotUnderstood('test of busybox with parentheses')
    const value = this.#or()
    if (!this.#take(')')) throw new NotUnderstood('test: ( without )')
    return value
  }

  #primary(): boolean {
    if (/^-[a-zA-Z]$/.test(this.#ahead.at(-1) ?? '')) return unary(this.#call, this.#ahead.pop() ?? '', this.#operand())
    const first = this.#operand()
    const next = this.#ahead.at(-1) ?? ''
    if (!isBinary(next)) return first !== ''
    this.#ahead.pop()
    return binary(this.#call, first, next, this.#operand())
  }

  #operand(): ByteString {
    const word = this.#ahead.pop()
    if (word === undefined) throw new NotUnderstood('test: an operator without its operand')
    this.#requirePlain(word)
    return word
  }

  #requirePlain(word: ByteString): void {
    if (/^(?:[()!]|-\D.*|[!=<>]+)$/s.test(word)) throw new NotUnderstood(`test: ${show(word)} as an operand`)
  }

  #take(word: ByteString): boolean {
    if (this.#ahead.at(-1) !== word) return false
    this.#ahead.pop()
    return true
  }
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
}

function isBinary(word: ByteString): boolean {
  return ['=', '==', '!=', '<', '>', '-nt', '-ot', '-ef'].includes(word) || Object.hasOwn(comparisons, word)
}

function binary({ family }: Invocation, left: ByteString, operator: ByteString, right: ByteString): boolean {
  if (operator === '=' || (operator === '==' && family !== 'dash')) return left === right
  if (operator === '!=') return left !== right
  const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined
  if (!compare) throw new NotUnderstood(`test: ${operator}`)
  return compare(integer(left), integer(right))
}

function integer(word: ByteString): number {
  if (/^-?\d{1,15}$/.test(word)) return Number(word)
  throw new NotUnderstood(`test: ${show(word)} as a number`)
}

function unary(call: Invocation, operator: ByteString, operand: ByteString): boolean {
  if (operator === '-n') return operand !== ''
  if (operator === '-z') return operand === ''
  if (!/^-[efdhLsrwxbcpguk]$/.test(operator)) throw new NotUnderstood(`test: ${operator}`)
  if (operand === '') return false
  const { node } = call.files.lookUp(operand, operator !== '-h' && operator !== '-L')
  if (!node) return false
  switch (operator) {
    case '-e':
    case '-r':
    case '-w':
      return true // Root may read and write everything.
    case '-f':
      return node.type === 'file'
    case '-d':
      return node.type === 'directory'
    case '-h':
    case '-L':
      return node.type === 'symlink'
    case '-b':
      return node.type === 'block'
    case '-c':
      return node.type === 'character'
    case '-p':
      return node.type === 'fifo'
    case '-s':
      if (node.type !== 'file') throw new NotUnderstood('test: the size of what is no file')
      return node.size > 0
    case '-x':
      if (node.type === 'directory' && (node.mode & 0o111) === 0)
        throw new NotUnderstood('test: -x of a directory without x')
      return (node.mode & 0o111) !== 0
    default:
      return (node.mode & (operator === '-u' ? 0o4000 : operator === '-g' ? 0o2000 : 0o1000)) !== 0
  }
}
