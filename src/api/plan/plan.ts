import { declaredArguments } from '../../build/survey/arguments.js'
import { wantedBy } from '../../build/survey/runs.js'
import { survey as lookOver } from '../../build/survey/survey.js'
import { hostPlatform } from '../../core/host/hostPlatform.js'
import { formatPlatform } from '../../core/platform.js'
import { buildTimes } from '../../rootfs/times.js'
import { buildArgs } from '../buildArgs.js'
import { contextPlace } from '../context/place.js'
import { withOpened } from '../opened.js'
import type { BuildOptions } from '../options.js'
import { connect } from '../lock/connect.js'
import { onePlatform } from '../platforms.js'
import { imagesOf } from '../puller.js'
import { secretReaders } from '../secrets.js'
import { imageConfigs } from '../survey.js'
import { shownArgument } from './arguments.js'
import { KnownImages } from './images.js'
import { processExecutors } from './process.js'
import type { PlannedStage, PlanReport } from './report.js'
import { problemsOf } from './problems.js'
import { plannedStage, type StageTools } from './stages.js'

/** What `oci-pack plan` takes. */
export interface PlanOptions extends BuildOptions {
  /** Whether registries are asked what references mean; true unless said. Where they are not, ONBUILD and ENV of bases are not known. */
  readonly resolve?: boolean
}

/**
 * Tells what a build would do, and builds nothing: registries are asked for manifests and configurations alone. What cannot be had is told in
 * the report's problems. @throws OciPackError as the build would, for a Dockerfile or a context that cannot be read
 */
export async function plan(options: PlanOptions): Promise<PlanReport> {
  const env = options.env ?? process.env
  const times = buildTimes(options.timestamp, env['SOURCE_DATE_EPOCH'], Math.floor(Date.now() / 1000))
  const { platform } = onePlatform(options, 'a plan')
  const args = buildArgs(options.buildArgs ?? {}, env)
  const place = await contextPlace(options.context)
  const secrets = await secretReaders(options.secrets ?? {}, env)
  const open = { ...options, env, place, times, args, secretReaders: secrets }
  return withOpened(
    open,
    (tools) => connect(options, place, tools),
    async (opened) => {
      const { dockerfile, namedContexts, pull, store, reader } = opened
      const images = new KnownImages()
      const openConfig = images.problems(imageConfigs(namedContexts, imagesOf(images.digests(pull))))
      const request = { dockerfile, target: options.target, buildArgs: args, platform, namedContexts }
      const survey = await lookOver(
        { ...request, buildPlatform: hostPlatform },
        options.resolve === false ? () => Promise.resolve(undefined) : openConfig,
      )
      const running = survey.stages.filter(({ steps }) => steps.some(({ instruction }) => instruction.kind === 'run'))
      const platforms = running.map((stage) => stage.platform)
      const parts = { store, reader, times, env }
      const tools: StageTools = {
        ...opened,
        platform,
        images,
        processes: await processExecutors(parts, options.runWith, platforms),
      }
      const stages = survey.plan.stages.map((stage): PlannedStage => plannedStage(stage, survey, tools))
      return {
        dockerfile: dockerfile.file,
        platform: formatPlatform(platform),
        target: survey.plan.target,
        stages,
        arguments: declaredArguments(dockerfile, args, survey).map(shownArgument),
        unusedBuildArgs: survey.plan.unusedBuildArgs,
        secrets: wantedBy(survey, 'secret', dockerfile.directives.escape),
        sshAgents: wantedBy(survey, 'ssh', dockerfile.directives.escape),
        outputs: options.outputs ?? [],
        problems: problemsOf(stages, dockerfile.file),
      }
    },
  )
}
