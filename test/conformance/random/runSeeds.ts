import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { removeTree } from '../../support/removeTree.js'
import type { Case } from '../case.js'
import { loadBasesIntoDocker } from '../docker.js'
import { writeBases } from '../ociPack.js'
import { compareBuilds } from './compareBuilds.js'
import { shown } from './shown.js'

/**
 * What `--seed N --count M` on the command line asks for: M builds, those of the seeds N, N+1 and so on, each by the Docker daemon at
 * DOCKER_HOST and by oci-pack. What differs is printed with its seed and its files; the status is then 1.
 * @param isKnown tells a line of difference that is a fault of Docker's
 */
export async function runSeeds(
  caseOfSeed: (seed: number) => Case,
  isKnown: (line: string, test: Case) => boolean = () => false,
): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '100' } },
  })
  const first = Number(values.seed)
  const count = Number(values.count)
  await loadBasesIntoDocker()
  const folder = mkdtempSync(join(tmpdir(), 'conformance-random-'))
  const tally = { refused: 0, different: 0, unknown: 0 }
  const compare = async (seed: number): Promise<void> => {
    const test = caseOfSeed(seed)
    const compared = await compareBuilds(test, folder)
    if (compared.refused) tally.refused++
    const differences = compared.differences.filter((line) => !isKnown(line, test))
    if (differences.length === 0) return
    tally.different++
    console.log(`--- seed ${seed}\n${shown(test)}\n${differences.join('\n')}\n`)
  }
  try {
    writeBases(folder)
    const atOnce = pLimit(2)
    const seeds = Array.from({ length: count }, (_, i) => first + i)
    await Promise.all(
      seeds.map((seed) =>
        atOnce(() =>
          compare(seed).catch((error: unknown) => {
            // What has no layer Docker cannot save.
            tally.unknown++
            console.log(`--- seed ${seed} is not compared: ${String(error).slice(0, 300)}\n`)
          }),
        ),
      ),
    )
  } finally {
    removeTree(folder)
  }
  const { refused, different, unknown } = tally
  console.log(
    `${count} builds from seed ${first} on: ${refused} refused by both, ${unknown} not compared, ${different} different`,
  )
  process.exitCode = different > 0 ? 1 : 0
}
