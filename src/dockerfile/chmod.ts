import { OciPackError } from '../core/errors.js'

/** What a mode of twelve bits becomes. */
export type ModeChange = (mode: number, isDirectory: boolean) => number

/**
 * The change that `--chmod` spells: octal up to 7777, or symbolic as chmod(1) has it (`u=rwX,go-w`), without a umask. @throws
 * OciPackError `dockerfile`
 */
export function parseChmod(text: string): ModeChange {
  const octal = octalMode(text)
  if (octal !== undefined) return () => octal
  const clauses = text.split(',').map((clause) => /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause))
  const changes: Operation[] = []
  for (const clause of clauses) {
    const [, who, operations] = clause ?? []
    if (who === undefined || operations === undefined) {
      throw new OciPackError('dockerfile', `invalid chmod parameter ${JSON.stringify(text)}`, {
        hint: 'Write an octal mode up to 07777, such as 755, or a symbolic one such as u=rwX,go-w.',
      })
    }
    for (const [, operator = '', permissions = ''] of operations.matchAll(/([-+=])([^-+=]*)/g)) {
      changes.push(operation(who, operator, permissions))
    }
  }
  return (mode, isDirectory) =>
    changes.reduce((current, change) => change(current, isDirectory || (mode & 0o111) !== 0), mode)
}

/** The mode that `--chmod` spells in octal; undefined where it is symbolic or none. */
export function octalMode(text: string): number | undefined {
  const mode = /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined
  return mode !== undefined && mode <= 0o7777 ? mode : undefined
}

/** `searchable`: a directory, or a file that someone could execute to begin with, which is what `X` asks. */
type Operation = (mode: number, searchable: boolean) => number

const classes: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o0007, a: 0o6777 }
const bits: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 }

function operation(who: string, operator: string, permissions: string): Operation {
  const chosen = Array.from(who || 'a').reduce((mask, letter) => mask | (classes[letter] ?? 0), 0)
  const sticky = permissions.includes('t') && chosen !== classes['o'] ? 0o1000 : 0
  // A copy of another class's permissions leaves the set-id bits as they are.
  const mask = /^[ugo]$/.test(permissions) ? chosen & 0o777 : chosen | sticky
  return (mode, searchable) => {
    let value = 0
    for (const letter of permissions) {
      if (letter === 'X') value |= searchable || operator === '-' ? 0o111 : 0
      else value |= bits[letter] ?? copied(mode, letter)
    }
    if (operator === '+') return mode | (value & mask)
    if (operator === '-') return mode & ~(value & mask)
    return (mode & ~mask) | (value & mask)
  }
}

/** One class's permissions, given to all. */
function copied(mode: number, from: string): number {
  const digit = (from === 'u' ? mode >> 6 : from === 'g' ? mode >> 3 : mode) & 0o7
  return digit * 0o111
}
