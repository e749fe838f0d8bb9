import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { hasCommand } from '../test/support/command.js'

/** One way to do a job: a shell script, executed by bash in a folder of the bench. */
export interface Contender {
  readonly name: string
  readonly script: string
}

/**
 * Runs every contender `rounds` times after one round that warms the caches, in turns, so that what else the machine does falls on
 * all alike. Gives each one's median in milliseconds. @throws Error where one fails
 */
export function race(contenders: readonly Contender[], rounds: number, cwd: string): Map<string, number> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const { name, script } of contenders) {
      const took = timed(script, cwd)
      if (round > 0) times.get(name)?.push(took)
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]))
}

function timed(script: string, cwd: string): number {
  const log = openSync(join(cwd, 'log'), 'w')
  try {
    const start = performance.now()
    const { status } = spawnSync('bash', ['-c', `set -euo pipefail\n${script}`], { cwd, stdio: ['ignore', log, log] })
    const took = performance.now() - start
    if (status !== 0) throw new Error(`ended with status ${status}: ${script}\nsee ${join(cwd, 'log')}`)
    return took
  } finally {
    closeSync(log)
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

/** Prints medians with their ratio to one of them. */
export function printRatios(medians: ReadonlyMap<string, number>, to: string): void {
  const unit = medians.get(to) ?? NaN
  for (const [name, value] of medians) {
    console.log(
      `  ${name.padEnd(28)} ${value.toFixed(0).padStart(7)} ms  ${(value / unit).toFixed(2).padStart(6)} x ${to}`,
    )
  }
}

/** Whether a peer's command is there; prints the name of one that is not. */
export function has(command: string): boolean {
  const found = hasCommand(command)
  if (!found) console.log(`  left out: ${command} is not on the PATH`)
  return found
}
