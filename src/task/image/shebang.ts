import type { ByteString } from '../../core/bytes.js'

/** As many bytes of a file as Linux looks at to know how to start it (BINPRM_BUF_SIZE). */
export const headLength = 256

/** What the first line of a script says, as bytes. */
export interface Shebang {
  readonly interpreter: ByteString
  /** All that follows the interpreter's path: one argument, whatever spaces it has. */
  readonly argument: ByteString | undefined
}

/** The first line of a script as Linux reads it (fs/binfmt_script.c): undefined where it does not take the file for a script. */
export function readShebang(start: Uint8Array): Shebang | undefined {
  const text = Buffer.from(start.subarray(0, headLength)).toString('latin1')
  if (!text.startsWith('#!')) return undefined
  const [line = ''] = text.slice(2).split(/[\n\0]/, 1)
  // A path that may go on behind what is looked at is not started.
  const isCut = text.length === headLength && line.length === headLength - 2 && !/[^ \t][ \t]/.test(line)
  const [, interpreter, argument] = /^[ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/s.exec(line) ?? []
  if (isCut || interpreter === undefined) return undefined
  return { interpreter, argument: argument === '' ? undefined : argument }
}

/** What the argument of `#!/usr/bin/env` comes to. */
export type EnvArgument =
  | { readonly kind: 'program'; readonly name: ByteString; readonly split: boolean }
  /** Several words that env takes for one name. */
  | { readonly kind: 'one-word'; readonly name: ByteString }
  /** Nothing that can be told without executing env. */
  | { readonly kind: 'unknown' }

/** The program that env starts when a script's first line gives it this one argument. */
export function readEnvArgument(argument: ByteString): EnvArgument {
  const split = /^(?:-v?S|--split-string=)[ \t]*(.*)$/s.exec(argument)?.[1]
  const words = (split ?? argument).split(/[ \t]+/)
  if (split === undefined && words.length > 1 && !/^[-=]|^[^ \t]*=/.test(argument))
    return { kind: 'one-word', name: argument }
  const [name = ''] = split === undefined ? words : words.filter((word) => !/^[A-Za-z_]\w*=[^'"\\$]*$/.test(word))
  return /^[\w./+-]+$/.test(name) && !name.startsWith('-')
    ? { kind: 'program', name, split: split !== undefined }
    : { kind: 'unknown' }
}
