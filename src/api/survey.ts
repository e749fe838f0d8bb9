import type { NamedContext } from '../build/request.js'
import { survey, type Survey, type SurveyRequest } from '../build/survey/survey.js'
import type { BuildTools } from '../build/request.js'
import { hostPlatform } from '../core/host/hostPlatform.js'

/** Looks over a build: images of registries are opened by `pull`, those of named contexts where they are. @throws OciPackError as `survey` */
export function surveyWith(
  request: Omit<SurveyRequest, 'namedContexts' | 'buildPlatform'>,
  contexts: ReadonlyMap<string, NamedContext>,
  pull: BuildTools['pull'],
): Promise<Survey> {
  return survey({ ...request, namedContexts: contexts, buildPlatform: hostPlatform }, async (reference, platform) => {
    const named = contexts.get(reference)
    const image = await (named?.kind === 'image' ? named.open(platform) : pull(reference, platform))
    return image.config
  })
}
