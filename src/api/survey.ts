import type { BuildTools, NamedContext } from '../build/request.js'
import { survey, type Survey, type SurveyRequest } from '../build/survey/survey.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import type { ImageConfig } from '../oci/config.js'

/** What is looked over, with what its named contexts are. */
export type SurveyedBuild = Omit<SurveyRequest, 'namedContexts' | 'buildPlatform'> & {
  readonly namedContexts: ReadonlyMap<string, NamedContext>
}

/** Looks over a build: images of registries are opened by `pull`, those of named contexts where they are. @throws OciPackError as `survey` */
export function surveyWith(request: SurveyedBuild, pull: BuildTools['pull']): Promise<Survey> {
  return survey({ ...request, buildPlatform: hostPlatform }, async (reference, platform): Promise<ImageConfig> => {
    const named = request.namedContexts.get(reference)
    const image = await (named?.kind === 'image' ? named.open(platform) : pull(reference, platform))
    return image.config
  })
}
