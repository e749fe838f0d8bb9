#!/usr/bin/env node
import { readVersion } from '../core/host/version.js'

/** Loads nothing that `--version` does not need. */
async function main(args: readonly string[]): Promise<void> {
  const [first] = args
  if (args.length === 1 && (first === '--version' || first === '-v')) {
    process.stdout.write(`${readVersion()}\n`)
    return
  }
  const { runCommandLine } = await import('./run.js')
  await runCommandLine(args)
}

await main(process.argv.slice(2))
