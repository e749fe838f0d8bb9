import type { BuildTools, NamedContext } from '../build/request.js'
import { type OpenConfig, survey, type Survey, type SurveyRequest } from '../build/survey/survey.js'
import { hostPlatform } from '../core/host/hostPlatform.js'

/** What is looked over, with what its named contexts are. */
export type SurveyedBuild = Omit<SurveyRequest, 'namedContexts' | 'buildPlatform'> & {
  readonly namedContexts: ReadonlyMap<string, NamedContext>
}

/** Looks over a build; every image can be had, or it fails. @throws OciPackError as `survey`, and what `pull` throws */
export function surveyWith(request: SurveyedBuild, pull: BuildTools['pull']): Promise<Survey> {
  return survey({ ...request, buildPlatform: hostPlatform }, imageConfigs(request.namedContexts, pull))
}

/** Opens images where they are: those of named contexts, and by `pull` those of registries. */
export function imageConfigs(contexts: ReadonlyMap<string, NamedContext>, pull: BuildTools['pull']): OpenConfig {
  return async (reference, platform) => {
    const named = contexts.get(reference)
    const image = await (named?.kind === 'image' ? named.open(platform) : pull(reference, platform))
    return image.config
  }
}
