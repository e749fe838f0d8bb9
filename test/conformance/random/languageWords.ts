import type { Choices } from './choices.js'

export type NonEmpty<T> = readonly [T, ...T[]]

/** Names of variables: some are set by what a Dockerfile says, some are not. */
export const names: NonEmpty<string> = ['a', 'b', 'Path', 'unset', 'X_1', 'TARGETARCH', 'PATH', 'LANG', 'EMPTY', 'é']

const plain: NonEmpty<string> = ['a', 'foo', 'b1', 'x.y', '/usr/lib/x.so.1', 'é', '日本', '1', '80', 'foofoo', 'A']
const signs = '-_:/.=,~!%#@*?[](){};&|<>^+' as const
const odd: NonEmpty<string> = [
  '$',
  '$$',
  '$1',
  '$@',
  '${',
  '${}',
  '${a',
  '${a:z}',
  '${:a}',
  '${a:?}',
  '"',
  "'",
  '\\',
  '`',
  '\ufeff',
]
const patterns: NonEmpty<string> = [
  '*',
  '?',
  'f',
  'o*',
  '*o',
  '/*',
  '*/',
  '.',
  '[',
  '\\*',
  '\\?',
  '\\\\',
  '\\}',
  '\\/',
  'é',
  '',
]

/** A word of an instruction: letters, signs, quotes, escapes and variables with all their modifiers, mostly well-formed. */
export function word(choices: Choices, depth = 0): string {
  return choices.some(1, depth > 0 ? 2 : 3, () => piece(choices, depth)).join('')
}

/** Letters and digits alone. */
export function plainWord(choices: Choices): string {
  return choices.of(plain)
}

function piece(choices: Choices, depth: number): string {
  const kind = choices.between(0, 19)
  if (kind < 8) return choices.of(plain)
  if (kind < 10) return signs.charAt(choices.between(0, signs.length - 1))
  if (kind < 15) return variable(choices, depth)
  if (kind < 17 && depth < 2) return `"${choices.some(0, 3, () => quotedPiece(choices, depth)).join('')}"`
  if (kind === 17) return `'${choices.some(0, 2, () => choices.of([...plain, ' ', '$a', '\\', '"', '  '])).join('')}'`
  if (kind === 18)
    return choices.of(['\\', '\\', '`']) + choices.of(['$', '"', "'", ' ', 'n', 'a', '\\', '`', '{', '}', 'é'])
  return choices.chance(0.08) ? choices.of(odd) : choices.of(plain)
}

function quotedPiece(choices: Choices, depth: number): string {
  const kind = choices.between(0, 9)
  if (kind < 4) return choices.of(plain)
  if (kind < 6) return choices.of([' ', '  ', "'", '\t', '<', '#'])
  if (kind < 8) return variable(choices, depth + 1)
  return choices.mostly(['\\"', '\\$', '\\\\', '\\n', '`'], ['\\', '`"'])
}

function variable(choices: Choices, depth: number): string {
  const name = choices.of(names)
  if (choices.chance(0.3)) return `$${name}`
  if (choices.chance(0.3) || depth > 2) return `\${${name}}`
  const modifier = choices.between(0, 9)
  if (modifier < 5) {
    const sign = choices.of([':-', '-', ':+', '+', ':-', ':+', ':?', '?'])
    // A variable that has to be set mostly is.
    const asked = sign.endsWith('?') && choices.chance(0.97) ? 'PATH' : name
    return `\${${asked}${sign}${choices.chance(0.85) ? word(choices, depth + 1) : ''}}`
  }
  const pattern =
    choices.some(0, 3, () => choices.of(patterns)).join('') + (choices.chance(0.1) ? variable(choices, depth + 1) : '')
  if (modifier < 8) return `\${${name}${choices.of(['#', '##', '%', '%%'])}${pattern}}`
  const replacement = choices.of(['', 'R', '-', '$a', '\\$1', '\\$0', '"q q"', '\\/', '${b:-z}'])
  return `\${${name}${choices.of(['/', '//'])}${pattern.replaceAll(/(?<!\\)\//g, '.')}/${replacement}}`
}
