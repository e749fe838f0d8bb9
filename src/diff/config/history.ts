import { instructionOf } from '../../inspect/steps.js'
import type { History } from '../../oci/config.js'
import { align } from '../align.js'
import { likeness } from '../layers/alignLayers.js'

/** What a step tells of itself. */
export const historyFields = ['created_by', 'created', 'comment', 'author', 'empty_layer'] as const

export type HistoryField = (typeof historyFields)[number]

/** A step of an image's making that two histories do not tell alike. */
export interface HistoryDifference {
  readonly change: 'added' | 'removed' | 'changed'
  readonly before?: NumberedStep
  readonly after?: NumberedStep
  /** What differs, of one that both have. */
  readonly fields: readonly HistoryField[]
}

export interface NumberedStep {
  /** Counted from 0. */
  readonly number: number
  readonly step: History
}

/** What two histories (OCI image-spec, config.md, "history") do not tell alike, step by step. */
export function diffHistory(before: readonly History[], after: readonly History[]): HistoryDifference[] {
  const pairs = align(told(before), told(after), (a, b) => {
    const isSame = a.step.created_by === b.step.created_by
    return likeness(a.instruction, b.instruction) + (isSame ? 1 : 0)
  })
  return pairs.flatMap(([a, b]): HistoryDifference[] => {
    if (!b) return [{ change: 'removed', before: a, fields: [] }]
    if (!a) return [{ change: 'added', after: b, fields: [] }]
    const fields = historyFields.filter((name) => (a.step[name] || undefined) !== (b.step[name] || undefined))
    return fields.length === 0 ? [] : [{ change: 'changed', before: a, after: b, fields }]
  })
}

/** Steps, each with the line of a Dockerfile that it was. */
function told(steps: readonly History[]): (NumberedStep & { readonly instruction: string | undefined })[] {
  return steps.map((step, number) => {
    const { created_by: createdBy } = step
    return { number, step, instruction: createdBy === undefined ? undefined : instructionOf(createdBy) }
  })
}
