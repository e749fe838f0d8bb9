import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliPath } from '../test/support/paths.js'

/** The most memory that a build of a 5 GiB layer holds at a time. */
export function memory(cache: string): void {
  console.log('Peak memory while a file of 5 GiB is copied into an image')
  const folder = join(cache, 'memory')
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY big /\n')
    writeFileSync(join(folder, 'big'), '')
    truncateSync(join(folder, 'big'), 5 * 1024 ** 3)
    const places = ['--cache-dir', join(folder, 'store'), '-o', join(folder, 'image.tar')]
    console.log(`  ${(peakMemory(['build', '-t', 'big', ...places, folder]) / 1024).toFixed(0)} MiB`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the command; gives its peak resident set in KiB. */
function peakMemory(args: readonly string[]): number {
  // The process itself tells at its end: no other program has to be there to ask.
  const report =
    'data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))'
  const { status, stderr } = spawnSync(process.execPath, ['--import', report, cliPath, ...args], { encoding: 'utf8' })
  const peak = /peak (\d+)$/.exec(stderr)?.[1]
  if (status !== 0 || peak === undefined) throw new Error(`the build ended with status ${status}\n${stderr}`)
  return Number(peak)
}
