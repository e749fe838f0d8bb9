/**
 * `npx tsx test/conformance/random/run.ts [--seed N] [--count M]`: M random builds, those of the seeds N, N+1 and so on, each by the
 * Docker daemon at DOCKER_HOST and by oci-pack. What differs is printed with its seed and its files; the status is then 1.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { removeTree } from '../../support/removeTree.js'
import { hasContainerdStore, loadBasesIntoDocker } from '../docker.js'
import { writeBases } from '../ociPack.js'
import { caseOfSeed } from './case.js'
import { compareBuilds } from './compareBuilds.js'
import { shown } from './shown.js'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '100' } },
})
const first = Number(values.seed)
const count = Number(values.count)
const links = await hasContainerdStore()
await loadBasesIntoDocker()
const folder = mkdtempSync(join(tmpdir(), 'conformance-random-'))
let refused = 0
let different = 0
try {
  writeBases(folder)
  const atOnce = pLimit(2)
  const seeds = Array.from({ length: count }, (_, i) => first + i)
  await Promise.all(
    seeds.map((seed) =>
      atOnce(async () => {
        const test = caseOfSeed(seed, links)
        const compared = await compareBuilds(test, folder)
        if (compared.refused) refused++
        if (compared.differences.length === 0) return
        different++
        console.log(`--- seed ${seed}\n${shown(test)}\n${compared.differences.join('\n')}\n`)
      }),
    ),
  )
} finally {
  removeTree(folder)
}
console.log(`${count} builds from seed ${first} on: ${refused} refused by both, ${different} different`)
process.exitCode = different > 0 ? 1 : 0
