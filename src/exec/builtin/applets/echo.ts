import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Family } from './applet.js'

/** echo [-neE] [TEXT...] */
export const echo: Applet = ({ args, family, print }) => {
  const { options, texts } = takeOptions(args, family)
  // The last one of -e and -E counts, but in busybox.
  const last =
    family === 'busybox' ? options.indexOf('e') : Math.max(options.lastIndexOf('e'), options.lastIndexOf('E'))
  const escapes = family === 'dash' || options[last] === 'e'
  const text = texts.join(' ')
  const { printed, stopped } = escapes ? unescaped(text) : { printed: text, stopped: false }
  print(stopped || options.includes('n') ? printed : `${printed}\n`)
  return 0
}

/** The letters of the options, and what is to be printed. Dash knows one option, `-n`, and takes it once. */
function takeOptions(args: readonly ByteString[], family: Family): { options: string; texts: readonly ByteString[] } {
  if (family === 'dash') return args[0] === '-n' ? { options: 'n', texts: args.slice(1) } : { options: '', texts: args }
  if (family !== 'bash' && family !== 'busybox' && family !== 'coreutils') throw new NotUnderstood(`echo of ${family}`)
  if (family === 'coreutils' && args.length === 1 && (args[0] === '--help' || args[0] === '--version'))
    throw new NotUnderstood(`echo ${args[0]}`)
  const end = args.findIndex((arg) => !/^-[neE]+$/.test(arg))
  const options = end < 0 ? args : args.slice(0, end)
  return { options: options.join('').replaceAll('-', ''), texts: end < 0 ? [] : args.slice(end) }
}

/** A text with its escapes undone; `\c` ends it. */
function unescaped(text: ByteString): { printed: ByteString; stopped: boolean } {
  const end = /^(?:[^\\]|\\[^c])*?(?=\\c)/.exec(text)?.[0]
  const printed = (end ?? text).replace(/\\(0[0-7]{0,3}|[^])?/g, (whole, sequence: string | undefined) => {
    if (sequence === undefined) return whole
    if (sequence.startsWith('0')) return String.fromCharCode(parseInt(`0${sequence}`, 8) & 0xff)
    const plain = escapes.get(sequence)
    if (plain !== undefined) return plain
    // Hexadecimal numbers, code points and the octal ones without a zero are not everywhere the same.
    if (/[0-9xuUeE]/.test(sequence)) throw new NotUnderstood(`the escape ${whole} of echo`)
    return whole
  })
  return { printed, stopped: end !== undefined }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])
