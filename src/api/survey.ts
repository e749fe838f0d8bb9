import type { BuildTools, NamedContext } from '../build/request.js'
import { addressesOf } from '../build/survey/addresses.js'
import { type OpenConfig, survey, type Survey, type SurveyRequest } from '../build/survey/survey.js'
import { OciPackError } from '../core/errors.js'
import { contextName } from '../dockerfile/contextName.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import { digestOf } from '../build/copy/remoteFile.js'
import type { Network } from './network.js'
import { imagesOf } from './puller.js'

/** What is looked over, with what its named contexts are. */
export type SurveyedBuild = Omit<SurveyRequest, 'namedContexts' | 'buildPlatform'> & {
  readonly namedContexts: ReadonlyMap<string, NamedContext>
}

/**
 * Asks for all that a build takes from elsewhere: what images are, the files at addresses, and which commits are meant. Nothing is built.
 * @throws OciPackError as the build would, with the line
 */
export async function askForAll(request: SurveyedBuild, network: Network): Promise<void> {
  const open = imageConfigs(request.namedContexts, imagesOf(network.pull))
  const { stages } = await survey({ ...request, buildPlatform: hostPlatform }, open)
  for (const step of stages.flatMap(({ steps }) => steps)) await askForAddresses(step, request, network)
}

async function askForAddresses(
  step: Survey['stages'][number]['steps'][number],
  { dockerfile }: SurveyedBuild,
  { download, git }: Network,
): Promise<void> {
  const { instruction } = step
  if (instruction.kind !== 'add') return
  try {
    for (const address of addressesOf(instruction, step, dockerfile.directives.escape)) {
      if (address.kind === 'git') await git.resolve(address.reference)
      else await download(address.address, address.checksum ? digestOf(address.checksum) : undefined)
    }
  } catch (error) {
    throw error instanceof OciPackError ? error.at(instruction.location) : error
  }
}

/** Opens images where they are: those of named contexts, and by `pull` those of registries. */
export function imageConfigs(contexts: ReadonlyMap<string, NamedContext>, pull: BuildTools['pull']): OpenConfig {
  return async (reference, platform) => {
    const named = contexts.get(contextName(reference))
    const image = await (named?.kind === 'image' ? named.open(platform) : pull(reference, platform))
    return image.config
  }
}
