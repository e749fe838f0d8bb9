/** How fast something goes. Times are milliseconds of a clock that never goes back. */
export interface Rate {
  /** When the last part was measured, and how many bytes were done by then. */
  readonly at: number
  readonly done: number
  /** Smoothed; undefined until something was measured. */
  readonly perSecond: number | undefined
}

/** Parts that come sooner after each other are measured together: chunks come in bursts. */
const shortest = 200
/** What is so long ago counts for a third (1/e) of what it did. */
const memory = 3_000
/** A pause as long as this is none yet. */
const patience = 1_000

/** The rate of what has just begun, maybe in its midst. */
export function beginRate(done: number, now: number): Rate {
  return { at: now, done, perSecond: undefined }
}

/** The rate once so many bytes are done. Who has to begin anew is measured anew. */
export function measure(rate: Rate, done: number, now: number): Rate {
  if (done < rate.done) return beginRate(done, now)
  const span = now - rate.at
  if (span < shortest) return rate
  const latest = ((done - rate.done) * 1000) / span
  const kept = rate.perSecond === undefined ? 0 : Math.exp(-span / memory)
  return { at: now, done, perSecond: kept * (rate.perSecond ?? 0) + (1 - kept) * latest }
}

/** Bytes per second at a moment: of what has stalled they become fewer. */
export function bytesPerSecond({ at, perSecond }: Rate, now: number): number | undefined {
  const pause = Math.max(0, now - at - patience)
  return perSecond === undefined ? undefined : perSecond * Math.exp(-pause / memory)
}

/** Milliseconds until so many bytes are done at a rate; undefined where nobody can tell. */
export function timeLeft(bytes: number, perSecond: number | undefined): number | undefined {
  return perSecond === undefined || perSecond < 1 ? undefined : (bytes / perSecond) * 1000
}
