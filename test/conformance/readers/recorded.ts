import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './engines.js'

/** What each engine made of each case. */
export type Recorded = Record<string, Record<string, Outcome>>

const path = join(import.meta.dirname, 'recorded.json')

export function readRecorded(): Recorded {
  const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  return value as Recorded
}

/** A line for each case and engine. */
export function writeRecorded(recorded: Recorded): void {
  const lines = Object.entries(recorded).map(([name, outcomes]) => {
    const told = Object.entries(outcomes).map(
      ([engine, outcome]) => `    ${JSON.stringify(engine)}: ${JSON.stringify(outcome)}`,
    )
    return `  ${JSON.stringify(name)}: {\n${told.join(',\n')}\n  }`
  })
  writeFileSync(path, `{\n${lines.join(',\n')}\n}\n`)
}
