import type { Finding } from '../../core/finding.js'
import { type Rule, type RuleId, rules } from './rules.js'

/** The layer that a finding is about. */
export interface LayerPlace {
  /** From 1, the lowest. */
  readonly number: number
  /** Of its stored bytes, where they could be read. */
  readonly digest?: string
  /** The instruction that made it, where the history tells. */
  readonly createdBy?: string
}

/** One thing that is found about an image. */
export interface ImageFinding extends Finding {
  readonly rule: RuleId
  /** Where it is about a layer, or about what that holds. */
  readonly layer?: LayerPlace
  /** The first entries that it is about, as they are named there and with what is to be said of each; members likewise. */
  readonly entries?: readonly string[]
  /** How many entries there are in all. */
  readonly count?: number
}

/** Where findings are made. */
export interface FindingPlace {
  /** The archive as the user named it, `: ` and a member behind it where it is about one. */
  readonly file: string
  readonly layer?: LayerPlace
}

/** A finding in the rule's own words, or in others that tell more. */
export function finding(rule: RuleId, { file, layer }: FindingPlace, message?: string): ImageFinding {
  const known: Rule = rules[rule]
  return {
    rule,
    severity: known.severity,
    message: message ?? known.message,
    place: { file },
    hint: known.hint,
    ...(layer ? { layer } : {}),
  }
}

/** As many entries as a finding names, and characters of each. */
const maxNamed = 20
const maxText = 1000

/** Counts what breaks each rule, and keeps the first of it: memory is bounded whatever a layer holds. */
export class Hits {
  readonly #hits = new Map<RuleId, { count: number; readonly entries: string[] }>()

  add(rule: RuleId, entry: string): void {
    const known = this.#hits.get(rule) ?? { count: 0, entries: [] }
    this.#hits.set(rule, known)
    known.count++
    if (known.entries.length < maxNamed)
      known.entries.push(entry.length > maxText ? `${entry.slice(0, maxText)}…` : entry)
  }

  findings(place: FindingPlace): ImageFinding[] {
    return [...this.#hits].map(([rule, hit]) => ({ ...finding(rule, place), ...hit }))
  }
}
