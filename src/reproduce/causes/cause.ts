import type { Sample } from '../samples.js'

/** Why a file comes out otherwise each time, and what mends it. */
export interface Cause {
  /** A stable name for programs: lower-case words with hyphens. */
  readonly id: string
  /** What is the matter, a clause without its full stop. */
  readonly why: string
  /** The line, or the words for it, that mends the Dockerfile. */
  readonly mend: string
}

/** A file of two layers whose contents differ, as far as it is looked at. */
export interface Evidence {
  /** From the root on, as a text. */
  readonly path: string
  /** The first byte that differs. */
  readonly place: number
  readonly first: Sample
  readonly second: Sample
  /** Of the later build, in seconds since 1970. */
  readonly now: number
}

/** Looks for one kind of cause. */
export type Detect = (evidence: Evidence) => Cause | undefined

/** Whether something holds for both sides. */
export function both(
  { first, second }: Pick<Evidence, 'first' | 'second'>,
  holds: (sample: Sample) => boolean,
): boolean {
  return holds(first) && holds(second)
}
