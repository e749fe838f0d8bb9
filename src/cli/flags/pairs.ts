import { OciPackError } from '../../core/errors.js'

export interface Pair {
  readonly name: string
  /** Undefined where there is no `=`. */
  readonly value: string | undefined
}

/**
 * Reads `NAME=VALUE`, or `NAME` alone.
 * @param flag names the flag in the error
 * @throws OciPackError `usage`, where there is no name
 */
export function parsePair(text: string, flag: string): Pair {
  const at = text.indexOf('=')
  const name = at < 0 ? text : text.slice(0, at)
  if (name.trim() === '') {
    throw new OciPackError('usage', `${flag} ${JSON.stringify(text)}: the name is missing`, {
      hint: `Write ${flag} NAME=VALUE.`,
    })
  }
  return { name, value: at < 0 ? undefined : text.slice(at + 1) }
}

/** Reads `NAME=VALUE`, where a value has to be. @throws OciPackError `usage` */
export function parseFullPair(text: string, flag: string, form = 'NAME=VALUE'): { name: string; value: string } {
  const { name, value } = parsePair(text, flag)
  if (!value) {
    throw new OciPackError('usage', `${flag} ${JSON.stringify(text)}: the value is missing`, {
      hint: `Write ${flag} ${form}.`,
    })
  }
  return { name, value }
}
