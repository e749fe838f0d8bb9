import { NotUnderstood } from './notUnderstood.js'

/**
 * The mode that chmod's argument makes of another (POSIX.1-2017, chmod, "Extended Description"): octal, or symbolic clauses joined by
 * commas. `directory` decides what `X` means; a clause without `u`, `g`, `o` or `a` minds the umask. @throws NotUnderstood where implementations differ
 */
export function changedMode(spec: string, mode: number, directory: boolean, umask: number): number {
  // Whether digits or `=` take set-id bits from a directory differs from one chmod to another.
  if (directory && (mode & 0o6000) !== 0) throw new NotUnderstood('chmod of a directory that has set-id bits')
  if (/^[0-7]{1,4}$/.test(spec)) return parseInt(spec, 8)
  return spec.split(',').reduce((value, clause) => changedByClause(clause, value, directory, umask), mode)
}

function changedByClause(clause: string, mode: number, directory: boolean, umask: number): number {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]+|[ugo])?)+)$/.exec(clause)
  if (!match) throw new NotUnderstood(`the mode ${JSON.stringify(clause)}`)
  const [, who = '', actions = ''] = match
  const affected = who === '' ? 0o7777 : bitsOf(who, affectedBits)
  if (who.includes('o') && actions.includes('t')) throw new NotUnderstood(`the mode ${JSON.stringify(clause)}`)
  let value = mode
  for (const [, operator = '', permissions = ''] of actions.matchAll(/([-+=])([rwxXstugo]*)/g)) {
    const bits = permissionBits(permissions, value, directory) & affected & (who === '' ? ~umask : ~0)
    if (operator === '+') value |= bits
    else if (operator === '-') value &= ~bits
    else if ((value & 0o7000) !== 0 || who === '' || /[st]/.test(permissions))
      throw new NotUnderstood(`the mode ${JSON.stringify(clause)}`)
    else value = (value & ~affected) | bits
  }
  return value
}

function permissionBits(letters: string, mode: number, directory: boolean): number {
  if (/^[ugo]$/.test(letters)) return ((mode >> (copyShift[letters] ?? 0)) & 7) * 0o111
  const search = letters.includes('X') && (directory || (mode & 0o111) !== 0) ? 0o111 : 0
  return bitsOf(letters, letterBits) | search
}

function bitsOf(letters: string, table: Readonly<Record<string, number>>): number {
  let bits = 0
  for (const letter of letters) bits |= table[letter] ?? 0
  return bits
}

const copyShift: Record<string, number> = { u: 6, g: 3, o: 0 }
const affectedBits: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }
const letterBits: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 }
