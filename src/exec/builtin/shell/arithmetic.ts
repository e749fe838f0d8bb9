import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'

/** Deepest nesting of an expression. */
const deepest = 50

/** Binary operators, those that bind tighter first (POSIX.1-2017, XCU 2.6.4: as in C). */
const levels: readonly Readonly<Record<string, (a: bigint, b: bigint) => bigint>>[] = [
  { '*': (a, b) => a * b, '/': (a, b) => a / nonZero(b), '%': (a, b) => a % nonZero(b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '<<': (a, b) => a << shift(b), '>>': (a, b) => a >> shift(b) },
  {
    '<': (a, b) => truth(a < b),
    '<=': (a, b) => truth(a <= b),
    '>': (a, b) => truth(a > b),
    '>=': (a, b) => truth(a >= b),
  },
  { '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b) },
  { '&': (a, b) => a & b },
  { '^': (a, b) => a ^ b },
  { '|': (a, b) => a | b },
  { '&&': (a, b) => truth(a !== 0n && b !== 0n) },
  { '||': (a, b) => truth(a !== 0n || b !== 0n) },
]

/** The value of `$((...))`, in 64 bits. Assignments, and what not every shell calculates, are not understood. */
export function evaluate(text: ByteString, valueOf: (name: string) => ByteString | undefined): ByteString {
  const tokens = text.match(/[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9_]*|<<|>>|[<>=!]=|&&|\|\||[^ \t\n]/g) ?? []
  let at = 0
  let depth = 0

  function nested(read: () => bigint): bigint {
    if (++depth > deepest) throw new NotUnderstood('an expression that is nested too deeply')
    const value = read()
    depth--
    return value
  }

  function operand(): bigint {
    return nested(() => prefix(tokens[at++] ?? ''))
  }

  function prefix(token: string): bigint {
    if (token === '(') {
      const value = conditional()
      if (tokens[at++] !== ')') throw new NotUnderstood(`the expression ${text}`)
      return value
    }
    // `--` and `++` are one operator in some shells, two in others.
    if (/^[-+]$/.test(token) && tokens[at] === token) throw new NotUnderstood(`the expression ${text}`)
    if (token === '-') return wrapped(-operand())
    if (token === '+') return operand()
    if (token === '!') return truth(operand() === 0n)
    if (token === '~') return wrapped(~operand())
    return /^[A-Za-z_]/.test(token) ? constant(valueOf(token) || '0') : constant(token)
  }

  function binary(level: number): bigint {
    const operators = levels[level]
    if (!operators) return operand()
    let value = tightest(level)
    for (;;) {
      const token = tokens[at] ?? ''
      if (!Object.hasOwn(operators, token)) return value
      at++
      value = wrapped(operators[token]?.(value, tightest(level)) ?? 0n)
    }
  }

  function tightest(level: number): bigint {
    return level === 0 ? operand() : binary(level - 1)
  }

  function conditional(): bigint {
    const condition = binary(levels.length - 1)
    if (tokens[at] !== '?') return condition
    at++
    const yes = nested(conditional)
    if (tokens[at++] !== ':') throw new NotUnderstood(`the expression ${text}`)
    const no = nested(conditional)
    return condition !== 0n ? yes : no
  }

  const value = conditional()
  if (at !== tokens.length) throw new NotUnderstood(`the expression ${text}`)
  return String(value)
}

function constant(text: ByteString): bigint {
  const sign = text.startsWith('-') ? -1n : 1n
  const digits = text.replace(/^-/, '')
  if (!/^(?:0[xX][0-9a-fA-F]{1,15}|0[0-7]{0,20}|[1-9][0-9]{0,17})$/.test(digits))
    throw new NotUnderstood(`the number ${text}`)
  return sign * BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits)
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

function truth(value: boolean): bigint {
  return value ? 1n : 0n
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new NotUnderstood('a division by zero')
  return value
}

function shift(value: bigint): bigint {
  if (value < 0n || value > 63n) throw new NotUnderstood('a shift by more bits than there are')
  return value
}
