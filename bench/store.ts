import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hexOf } from '../src/core/digest.js'
import { sha256 } from '../src/core/hash.js'
import { cliPath } from '../test/support/paths.js'
import { printRatios, race } from './measure.js'

/** Of each, a blob, an index and a record are kept. */
const layers = 7000

/** What it costs to look through a store of many things, against starting the command. */
export function store(cache: string): void {
  const dir = join(cache, 'store-many')
  for (const name of ['blobs/sha256', 'index', 'records/run']) mkdirSync(join(dir, name), { recursive: true })
  for (let i = 0; i < layers; i++) {
    const digest = sha256(`${i}`)
    const name = hexOf(digest)
    writeFileSync(join(dir, 'blobs/sha256', name), `${i}`)
    writeFileSync(join(dir, 'index', name), `${i}`)
    writeFileSync(join(dir, 'records/run', `${name}.json`), JSON.stringify({ diffId: digest, what: 'RUN true' }))
  }
  console.log(`A store of ${3 * layers} things, median of 5`)
  const command = (name: string, args: string): { name: string; script: string } => ({
    name,
    script: `"${process.execPath}" "${cliPath}" ${args} >/dev/null`,
  })
  const contenders = [
    command('--version', '--version'),
    command('cache ls', 'cache ls --cache-dir store-many'),
    command('cache du', 'cache du --cache-dir store-many'),
    command('cache prune, nothing to go', 'cache prune --max-size 1TB --cache-dir store-many'),
  ]
  printRatios(race(contenders, 5, cache), '--version')
  rmSync(dir, { recursive: true })
}
