import { OciPackError } from '../core/errors.js'

/** 1980-01-01T00:00:00Z, in seconds: the earliest time that a zip archive, and so a Python wheel, can hold. */
export const defaultEpoch = 315532800

/** Which time each thing gets; all in whole seconds since 1970. */
export interface Times {
  /** Of the configuration, the history, new directories and the archive's own entries. */
  readonly epoch: number
  /** Of a file that COPY or ADD takes from the context. */
  readonly ofContext: (mtime: number) => number
  /** Of what a RUN wrote. */
  readonly ofRun: (mtime: number) => number
}

/**
 * The times of a build. Without `timestamp` they are SOURCE_DATE_EPOCH or else 1980: context files get it, what RUN wrote is clamped to
 * it. `timestamp` may be `now`, `preserve` (files keep their own) or seconds since 1970.
 * @param now seconds since 1970
 * @throws OciPackError `usage` for a value that is none of these
 */
export function buildTimes(timestamp: string | undefined, sourceDateEpoch: string | undefined, now: number): Times {
  if (timestamp === 'preserve') {
    return {
      epoch: seconds(sourceDateEpoch, 'SOURCE_DATE_EPOCH') ?? defaultEpoch,
      ofContext: (mtime) => mtime,
      ofRun: (mtime) => mtime,
    }
  }
  const epoch =
    timestamp === 'now'
      ? now
      : (seconds(timestamp, '--timestamp') ?? seconds(sourceDateEpoch, 'SOURCE_DATE_EPOCH') ?? defaultEpoch)
  return { epoch, ofContext: () => epoch, ofRun: (mtime) => Math.min(mtime, epoch) }
}

/** Seconds since 1970 as ISO 8601 in UTC, as an image's configuration spells times (RFC 3339). */
export function isoTime(epoch: number): string {
  return new Date(epoch * 1000).toISOString().replace('.000Z', 'Z')
}

/** The year 9999 ends what RFC 3339 can spell. */
const lastSecond = 253402300799

function seconds(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value <= lastSecond) return value
  throw new OciPackError('usage', `${name}=${text} is not a time`, {
    hint: `Give whole seconds since 1970${name === '--timestamp' ? ', "now" or "preserve"' : ''}.`,
  })
}
