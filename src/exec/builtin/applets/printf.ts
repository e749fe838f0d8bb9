import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet } from './applet.js'

/** printf FORMAT [ARGUMENT...], as far as shells and programs agree: `%s %b %c %d %i %u %o %x %X %%` with width and precision. */
export const printf: Applet = (call) => {
  const [format, ...values] = call.args
  if (format === undefined || format.startsWith('-')) throw new NotUnderstood('printf without a format')
  const pieces = piecesOf(format)
  const consumed = pieces.filter((piece) => typeof piece !== 'string').length
  if (consumed === 0 && values.length > 0) throw new NotUnderstood('printf with more arguments than its format takes')
  let output = ''
  do {
    for (const piece of pieces) output += typeof piece === 'string' ? piece : formatted(piece, values.shift())
  } while (values.length > 0)
  call.print(output)
  return 0
}

/** A conversion specification. */
interface Conversion {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly kind: string
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

function piecesOf(format: ByteString): (string | Conversion)[] {
  const pattern =
    /([^\\%]+)|\\([abfnrtv\\])|\\([0-3][0-7][0-7])(?![0-7])|%(%)|%([-0]*)(\d{0,4})(?:\.(\d{1,4}))?([sbcdiuoxX])/y
  const pieces: (string | Conversion)[] = []
  while (pattern.lastIndex < format.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(format)
    if (!match) throw new NotUnderstood(`printf's format from ${show(format.slice(at))} on`)
    const [, plain, escape, octal, percent, flags = '', width = '', precision, kind = ''] = match
    if (octal === '000') throw new NotUnderstood('a zero byte')
    if (plain !== undefined || percent !== undefined) pieces.push(plain ?? '%')
    else if (escape !== undefined) pieces.push(escapes[escape] ?? '')
    else if (octal !== undefined) pieces.push(String.fromCharCode(parseInt(octal, 8)))
    else
      pieces.push({
        flags,
        width: Number(width),
        precision: precision === undefined ? undefined : Number(precision),
        kind,
      })
  }
  return pieces
}

function formatted(conversion: Conversion, value: ByteString | undefined): ByteString {
  const { flags, width, precision, kind } = conversion
  const text = 'sbc'.includes(kind) ? string(conversion, value ?? '') : integer(conversion, value ?? '')
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0')) return text.padStart(width)
  if (!'diuoxX'.includes(kind) || precision !== undefined) throw new NotUnderstood(`printf's %${flags}${kind}`)
  const sign = text.startsWith('-') ? '-' : ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

function string({ flags, width, precision, kind }: Conversion, value: ByteString): ByteString {
  if ((width > 0 || precision !== undefined) && /[^\x20-\x7e]/.test(value))
    throw new NotUnderstood('the width of a text that is not ASCII')
  if (kind === 's') return value.slice(0, precision)
  if (precision !== undefined || (kind === 'b' && (width > 0 || flags !== '')))
    throw new NotUnderstood(`printf's %${kind} with a width`)
  if (kind === 'b') return value.replace(/\\(.?)/gs, (_, letter: string) => escapes[letter] ?? unknownEscape(letter))
  if (!/^[\x20-\x7e]/.test(value)) throw new NotUnderstood("printf's %c of no plain character")
  return value.charAt(0)
}

function unknownEscape(letter: string): never {
  throw new NotUnderstood(`the escape \\${letter} in an argument of printf`)
}

function integer({ precision = 1, kind }: Conversion, value: ByteString): ByteString {
  const signed = kind === 'd' || kind === 'i'
  if (!(signed ? /^-?(?:0|[1-9]\d{0,14})$/ : /^(?:0|[1-9]\d{0,14})$/).test(value) || precision === 0)
    throw new NotUnderstood(`the number ${show(value)}`)
  const radix = kind === 'o' ? 8 : kind.toLowerCase() === 'x' ? 16 : 10
  const digits = Math.abs(Number(value)).toString(radix).padStart(precision, '0')
  return (Number(value) < 0 ? '-' : '') + (kind === 'X' ? digits.toUpperCase() : digits)
}
