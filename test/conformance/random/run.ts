/** `npx tsx test/conformance/random/run.ts [--seed N] [--count M]`: random builds of COPY and ADD held against Docker; see `runSeeds`. */
import type { Case } from '../case.js'
import { hasContainerdStore } from '../docker.js'
import { caseOfSeed } from './case.js'
import { runSeeds } from './runSeeds.js'

const links = await hasContainerdStore()
await runSeeds((seed) => caseOfSeed(seed, links), isDanglingLink)

/** Docker 28.5.2 follows the links in a folder that it copies with `--exclude`, and refuses one that leads nowhere. */
function isDanglingLink(line: string, { dockerfile }: Case): boolean {
  return /^Docker refuses: .*checksum of ref .*not found/.test(line) && String(dockerfile).includes('--exclude')
}
