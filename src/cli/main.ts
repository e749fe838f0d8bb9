#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { readVersion } from '../core/host/version.js'
import { loadWithCode } from './codeCache.js'
import type * as runner from './run.js'

/** Loads nothing that `--version` does not need, and for a command as much compiled code as there is of what it needed before. */
async function main(args: readonly string[]): Promise<void> {
  const [first = ''] = args
  if (args.length === 1 && (first === '--version' || first === '-v')) {
    process.stdout.write(`${readVersion()}\n`)
    return
  }
  const place = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  // What only shows help runs other code than the command itself.
  const code = args.includes('--help') ? 'help' : (/^[a-z]+$/.exec(first)?.[0] ?? 'other')
  const { exports, keepCode } = loadWithCode(place('run.cjs'), place(`code/${code}`))
  const { runCommandLine } = exports as typeof runner
  await runCommandLine(args)
  if (process.exitCode === 0) keepCode()
}

await main(process.argv.slice(2))
