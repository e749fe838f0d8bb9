import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildOptions, type ErrorCode, OciPackError } from '../../src/index.js'
import { imageSummary, type ImageSummary } from '../support/imageSummary.js'
import { baseArchive, baseNames, baseTag } from './bases.js'
import { builtPlatform, builtTag, type Case } from './case.js'
import type { Refusal } from './recording.js'
import { basesOf, inWorkspace, secretVariables } from './workspace.js'

/** Writes the archives of all bases into a folder. */
export function writeBases(folder: string): void {
  for (const name of baseNames) writeFileSync(join(folder, name + '.tar'), baseArchive(name))
}

/** What oci-pack made of a case, or the code of its error where it refused. */
export type OciPackOutcome = (ImageSummary & { readonly imageId: string }) | (Refusal & { readonly code: ErrorCode })

/**
 * Builds a case with oci-pack; its store and the bases lie in `folder`. No variable of the environment has a say.
 * @throws whatever is not an error of the user's
 */
export function buildWithOciPack(
  test: Case,
  folder: string,
  more: Pick<BuildOptions, 'runWith' | 'noCache' | 'network'> = {},
): Promise<OciPackOutcome> {
  return inWorkspace(test, async ({ context, file, contexts, secrets, agents, archive }) => {
    const bases = basesOf(test).map((name): [string, string] => [
      baseTag(name),
      `docker-archive:${join(folder, name + '.tar')}`,
    ])
    try {
      const { imageId } = await build({
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
        env: secretVariables(test),
        addHosts: test.addHosts ?? [],
        secrets: Object.fromEntries(
          Object.entries(test.secrets ?? {}).map(([id, secret]) => [
            id,
            'env' in secret ? { env: secret.env } : { file: secrets[id] ?? '' },
          ]),
        ),
        ssh: Object.fromEntries(Object.entries(agents).map(([id, socket]) => [id, [socket]])),
        shmSize: test.shmSize,
        ulimits: test.ulimits ?? [],
        ...more,
      })
      return { ...imageSummary(readFileSync(archive)), imageId }
    } catch (error) {
      if (error instanceof OciPackError) return { refused: error.message, code: error.code }
      throw error
    }
  })
}
