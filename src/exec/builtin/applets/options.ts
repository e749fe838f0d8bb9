import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Invocation } from './applet.js'

/** The options of a program that are understood. */
export interface OptionSyntax {
  /** One letter each, `:` behind one that takes a value (getopt(3)). */
  readonly letters: string
  /** Long options, by the letter that they stand for. Builds of busybox differ on which they have, so none is taken there. */
  readonly long?: Readonly<Record<string, string>>
}

/** A program's arguments, sorted. */
export class Arguments {
  readonly operands: readonly ByteString[]
  /** The options in their order. */
  readonly options: readonly { readonly letter: string; readonly value: ByteString }[]

  constructor(operands: readonly ByteString[], options: Arguments['options']) {
    this.operands = operands
    this.options = options
  }

  /** Whether an option out of several letters was given. */
  has(letters: string): boolean {
    return this.options.some(({ letter }) => letters.includes(letter))
  }

  /** Which of several letters was given last. */
  last(letters: string): string | undefined {
    return this.options.filter(({ letter }) => letters.includes(letter)).at(-1)?.letter
  }

  /** All values of an option. */
  values(letter: string): readonly ByteString[] {
    return this.options.filter((option) => option.letter === letter).map(({ value }) => value)
  }

  /** The value of an option. @throws NotUnderstood where it was given twice: some programs complain */
  value(letter: string): ByteString | undefined {
    const [value, ...more] = this.values(letter)
    if (more.length > 0) throw new NotUnderstood(`the option -${letter} twice`)
    return value
  }
}

/**
 * Sorts arguments as getopt_long(3) does: options may stand behind operands, `--` ends them, a value may be joined to its letter.
 * @throws NotUnderstood for an option that is not in the syntax, and where no operand is left
 */
export function parseArguments({ args, family }: Pick<Invocation, 'args' | 'family'>, syntax: OptionSyntax): Arguments {
  const operands: ByteString[] = []
  const options: { letter: string; value: ByteString }[] = []
  const ahead = [...args]
  for (let arg = ahead.shift(); arg !== undefined; arg = ahead.shift()) {
    if (arg === '--') operands.push(...ahead.splice(0))
    else if (arg.startsWith('--') && family !== 'busybox') options.push(longOption(arg, ahead, syntax))
    else if (/^-[^-]/.test(arg)) options.push(...shortOptions(arg.slice(1), ahead, syntax))
    else if (arg.startsWith('--')) throw new NotUnderstood(`the option ${show(arg)}`)
    else operands.push(arg)
  }
  return new Arguments(operands, options)
}

function longOption(arg: ByteString, ahead: ByteString[], { letters, long = {} }: OptionSyntax) {
  const equals = arg.indexOf('=')
  const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
  const letter = Object.hasOwn(long, name) ? long[name] : undefined
  const takesValue = letter !== undefined && letters.includes(`${letter}:`)
  if (letter === undefined || (equals >= 0 && !takesValue)) throw new NotUnderstood(`the option ${show(arg)}`)
  return { letter, value: takesValue ? (equals < 0 ? next(arg, ahead) : arg.slice(equals + 1)) : '' }
}

function shortOptions(cluster: ByteString, ahead: ByteString[], { letters }: OptionSyntax) {
  const options: { letter: string; value: ByteString }[] = []
  for (let i = 0; i < cluster.length; i++) {
    const letter = cluster.charAt(i)
    if (letter === ':' || !letters.includes(letter)) throw new NotUnderstood(`the option -${letter}`)
    if (!letters.includes(`${letter}:`)) options.push({ letter, value: '' })
    else {
      options.push({ letter, value: cluster.slice(i + 1) || next(`-${letter}`, ahead) })
      break
    }
  }
  return options
}

function next(option: string, ahead: ByteString[]): ByteString {
  const value = ahead.shift()
  if (value === undefined) throw new NotUnderstood(`the option ${option} without its value`)
  return value
}

/** The two kinds of file utilities that there are. @throws NotUnderstood for others */
export function utilities({ family, name }: Invocation): 'coreutils' | 'busybox' {
  if (family === 'coreutils' || family === 'busybox') return family
  throw new NotUnderstood(`${show(name)} of ${family}`)
}
