import type { Cause, Detect, Evidence } from './cause.js'
import { bytecode, gzipTime, inflated, linkerCache, tarHeader, zipTime } from './formats.js'
import { causeOfPlace } from './places.js'
import { identifier, key, lineOrder, machineId, timeInBytes, timeInText } from './texts.js'

/** What a file's form tells comes first: the name of a file may say anything. */
const forms: readonly Detect[] = [gzipTime, bytecode, zipTime, linkerCache, tarHeader, machineId, key]
const traces: readonly Detect[] = [lineOrder, timeInText, identifier, timeInBytes]

/** The usual cause of what differs in a file, by what is seen of it, and then by where it lies; undefined where none is known. */
export function causeOf(evidence: Evidence): Cause | undefined {
  const inside = inflated(evidence)
  return (
    found(forms, evidence) ??
    (inside && found(forms, inside)) ??
    causeOfPlace(evidence.path) ??
    found(traces, evidence) ??
    (inside && found(traces, inside))
  )
}

function found(detects: readonly Detect[], evidence: Evidence): Cause | undefined {
  for (const detect of detects) {
    const cause = detect(evidence)
    if (cause) return cause
  }
  return undefined
}
