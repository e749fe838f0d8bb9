import { NotUnderstood } from '../notUnderstood.js'
import type { Word, WordPart } from './syntax.js'

/** Words that one word may become. */
const most = 1000
/** Braces in one word. */
const deepest = 20

/**
 * Brace expansion, which bash makes before any other: `a{b,c}d` is `abd acd`. Braces are split where they stand outside quotes and hold
 * a comma. @throws NotUnderstood for `{1..3}`
 */
export function expandBraces(word: Word): Word[] {
  if (!word.some((part) => part.type === 'literal' && part.text.includes('{'))) return [word]
  const atoms = charactersOf(word)
  if (!atoms.includes('}')) return [word]
  if (atoms.filter((atom) => atom === '{').length > deepest) throw new NotUnderstood('too many braces')
  return braceWords(atoms).map(merged)
}

/** A character of a literal, or a whole part that is none. */
type Atom = string | Exclude<WordPart, { type: 'literal' }>

function charactersOf(word: Word): Atom[] {
  return word.flatMap((part): Atom[] => (part.type === 'literal' ? Array.from(part.text) : [part]))
}

function merged(atoms: readonly Atom[]): Word {
  const parts: WordPart[] = []
  for (const atom of atoms) {
    const last = parts[parts.length - 1]
    if (typeof atom !== 'string') parts.push(atom)
    else if (last?.type === 'literal') parts[parts.length - 1] = { type: 'literal', text: last.text + atom }
    else parts.push({ type: 'literal', text: atom })
  }
  return parts
}

function braceWords(atoms: readonly Atom[]): Atom[][] {
  const open = atoms.indexOf('{')
  if (open < 0) return [[...atoms]]
  const { alternatives, end } = readBraces(atoms, open)
  const before = atoms.slice(0, open)
  const after = braceWords(atoms.slice(end + 1))
  const words = alternatives
    .flatMap(braceWords)
    .flatMap((middle) => after.map((rest) => [...before, ...middle, ...rest]))
  if (words.length > most) throw new NotUnderstood('braces that make too many words')
  return words
}

/** What stands between the commas of the braces that open at a place, and where they close. */
function readBraces(atoms: readonly Atom[], open: number): { alternatives: Atom[][]; end: number } {
  const alternatives: Atom[][] = [[]]
  let depth = 0
  for (let at = open + 1; at < atoms.length; at++) {
    const atom = atoms[at] ?? ''
    if (atom === '}' && depth === 0) {
      // What bash makes of braces without a comma depends on what is in them.
      if (alternatives.length === 1) break
      return { alternatives, end: at }
    }
    if (atom === '{') depth++
    if (atom === '}') depth--
    if (atom === ',' && depth === 0) alternatives.push([])
    else alternatives[alternatives.length - 1]?.push(atom)
  }
  throw new NotUnderstood('braces that are no list')
}
