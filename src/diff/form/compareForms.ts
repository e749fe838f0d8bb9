import type { ByteString } from '../../core/bytes.js'
import { type EntryTrait, entryTraits } from './entryForm.js'
import type { LayerForm } from './layerForm.js'

/** A way in which two layers of the same files are written differently. */
export interface FormDifference {
  readonly kind: 'order' | 'repeated' | EntryTrait | 'end' | 'bytes'
  /** How many entries are concerned; for what is of the archive as a whole, 1. */
  readonly count: number
  /** Where it is met first; absent where it is of the archive as a whole. */
  readonly path?: ByteString
  /** What is written there. */
  readonly before: string
  readonly after: string
}

/** In which ways two layers are written differently that hold the same files. */
export function compareForms(before: LayerForm, after: LayerForm): FormDifference[] {
  return [...compareOrder(before, after), ...compareEntries(before, after), ...compareEnds(before, after)]
}

function compareOrder({ entries: a }: LayerForm, { entries: b }: LayerForm): FormDifference[] {
  if (a.length !== b.length) {
    return [{ kind: 'repeated', count: 1, before: `${a.length} entries`, after: `${b.length} entries` }]
  }
  const moved = a.filter(({ path }, i) => path !== b[i]?.path).length
  const at = a.findIndex(({ path }, i) => path !== b[i]?.path)
  const [first, second] = [a[at], b[at]]
  if (!first || !second) return []
  return [{ kind: 'order', count: moved, path: first.path, before: `entry ${at + 1}`, after: `entry ${positionOf(b, first.path) + 1}` }] // prettier-ignore
}

function positionOf(entries: LayerForm['entries'], wanted: ByteString): number {
  return entries.findIndex(({ path }) => path === wanted)
}

function compareEntries({ entries: a }: LayerForm, { entries: b }: LayerForm): FormDifference[] {
  const counterparts = new Map(b.map(({ path, form }) => [path, form]))
  const found = new Map<EntryTrait, FormDifference>()
  for (const { path, form } of a) {
    const other = counterparts.get(path)
    if (!other) continue
    for (const kind of entryTraits) {
      if (form[kind] === other[kind]) continue
      const first = found.get(kind) ?? { kind, count: 0, path, ...apart(kind, form[kind], other[kind]) }
      found.set(kind, { ...first, count: first.count + 1 })
    }
  }
  return entryTraits.flatMap((trait) => found.get(trait) ?? [])
}

/** Of many numbers, those that are written differently. */
function apart(kind: EntryTrait, before: string, after: string): Pick<FormDifference, 'before' | 'after'> {
  if (kind !== 'numbers') return { before, after }
  const [a, b] = [before.split(', '), after.split(', ')]
  const differs = (_: string, i: number): boolean => a[i] !== b[i]
  return { before: a.filter(differs).join(', '), after: b.filter(differs).join(', ') }
}

function compareEnds({ end: before }: LayerForm, { end: after }: LayerForm): FormDifference[] {
  return before === after ? [] : [{ kind: 'end', count: 1, before, after }]
}
