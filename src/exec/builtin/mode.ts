import { NotUnderstood } from './notUnderstood.js'

/** What a mode is applied to, and by whom. */
export interface ModeContext {
  /** The mode before. */
  readonly mode: number
  /** Whether that is a directory's: `X` means search there, and coreutils keeps the set-id bits that nobody mentions. */
  readonly directory: boolean
  /** The bits that a clause without `u`, `g`, `o` or `a` leaves alone. */
  readonly umask: number
  readonly family: 'coreutils' | 'busybox'
}

/**
 * The mode that chmod's argument makes of another (POSIX.1-2017, chmod, "Extended Description"): octal, or symbolic clauses joined by
 * commas. @throws NotUnderstood for what is no mode, or not one everywhere
 */
export function changedMode(spec: string, context: ModeContext): number {
  const { mode, directory, family } = context
  if (/^0?[0-7]{1,4}$/.test(spec)) {
    const kept = directory && family === 'coreutils' && spec.length < 5 ? mode & setIds & ~parseInt(spec, 8) : 0
    return parseInt(spec, 8) | kept
  }
  return spec.split(',').reduce((value, clause) => changedByClause(clause, value, context), mode)
}

function changedByClause(clause: string, mode: number, context: ModeContext): number {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause)
  if (!match) throw new NotUnderstood(`the mode ${JSON.stringify(clause)}`)
  const [, who = '', actions = ''] = match
  const affected = who === '' ? undefined : bitsOf(who, context.family === 'busybox' ? busyboxWho : affectedBits)
  let value = mode
  for (const [, operator = '', letters = ''] of actions.matchAll(/([-+=])([rwxXstugo]*)/g))
    value = changedByAction(operator, letters, value, affected, context)
  return value
}

function changedByAction(
  operator: string,
  letters: string,
  mode: number,
  affected: number | undefined,
  { directory, umask, family }: ModeContext,
): number {
  const untouched = affected === undefined ? 0 : all & ~affected
  const within = affected ?? all & ~umask
  if (family === 'busybox') {
    // It clears before it looks: `u=u` leaves nothing.
    const cleared = operator === '=' ? mode & untouched : mode
    const bits = permissionBits(letters, cleared, directory) & within
    return operator === '-' ? cleared & ~bits : cleared | bits
  }
  const mentioned = bitsOf(letters, letterBits) & (affected ?? all)
  const omitted = directory ? setIds & ~mentioned : 0
  const bits = permissionBits(letters, mode, directory) & within & ~omitted
  if (operator === '=') return (mode & (untouched | omitted)) | bits
  return operator === '-' ? mode & ~bits : mode | bits
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

const all = 0o7777
const setIds = 0o6000
const copyShift: Record<string, number> = { u: 6, g: 3, o: 0 }
const affectedBits: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: all }
const busyboxWho: Record<string, number> = { ...affectedBits, o: 0o0007 }
const letterBits: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 }
