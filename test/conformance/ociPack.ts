import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, OciPackError } from '../../src/index.js'
import { imageSummary } from '../support/imageSummary.js'
import { baseArchive, baseNames, baseTag } from './bases.js'
import { builtPlatform, builtTag, type Case } from './case.js'
import type { Outcome } from './recording.js'
import { basesOf, inWorkspace } from './workspace.js'

/** Writes the archives of all bases into a folder. */
export function writeBases(folder: string): void {
  for (const name of baseNames) writeFileSync(join(folder, name + '.tar'), baseArchive(name))
}

/**
 * Builds a case with oci-pack; its store and the bases lie in `folder`. No variable of the environment has a say.
 * @throws whatever is not an error of the user's
 */
export function buildWithOciPack(test: Case, folder: string): Promise<Outcome> {
  return inWorkspace(test, async ({ context, file, contexts, archive }) => {
    const bases = basesOf(test).map((name): [string, string] => [
      baseTag(name),
      `docker-archive:${join(folder, name + '.tar')}`,
    ])
    try {
      await build({
        context,
        file,
        tags: [builtTag],
        outputs: [{ type: 'docker', dest: archive }],
        target: test.target,
        buildArgs: test.buildArgs ?? {},
        labels: test.labels ?? {},
        buildContexts: { ...contexts, ...Object.fromEntries(bases) },
        platform: test.platform ?? builtPlatform,
        network: 'none',
        cacheDir: join(folder, 'store'),
        env: {},
      })
    } catch (error) {
      if (error instanceof OciPackError) return { refused: error.message }
      throw error
    }
    return imageSummary(readFileSync(archive))
  })
}
