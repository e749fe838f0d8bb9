import type { NamedContext } from '../../build/request.js'
import { copySources, type KnownTrees } from '../../build/survey/copies.js'
import { runNeeds } from '../../build/survey/runs.js'
import type { Survey, SurveyedStage, SurveyedStep } from '../../build/survey/survey.js'
import { withoutCredentials } from '../../core/credentials.js'
import { formatPlatform, type Platform } from '../../core/platform.js'
import { descriptionOf } from '../../dockerfile/description.js'
import type { Dockerfile, From } from '../../dockerfile/instruction.js'
import type { StagePlan } from '../../dockerfile/plan.js'
import type { Source } from '../../dockerfile/sources.js'
import type { ExecutorName } from '../../exec/executor.js'
import type { Directory } from '../../rootfs/node.js'
import type { KnownImages } from './images.js'
import type { PlannedFiles, PlannedSource, PlannedStage, PlannedStep } from './report.js'

/** What is known besides the survey. */
export interface StageTools {
  readonly dockerfile: Dockerfile
  readonly context: Directory
  readonly namedContexts: ReadonlyMap<string, NamedContext>
  readonly images: KnownImages
  /** Of the build. */
  readonly platform: Platform
  /** What executes a process here, by its platform. */
  readonly processes: ReadonlyMap<string, ExecutorName>
}

/** A stage as it is told; of one that is not built, no more than its beginning. */
export function plannedStage(stage: StagePlan, { stages }: Survey, tools: StageTools): PlannedStage {
  const { index, name, location, base, dependsOn } = stage
  const surveyed = stages.find(({ plan }) => plan.index === index)
  const platform = surveyed?.platform ?? tools.platform
  const from = tools.dockerfile.instructions.filter((one): one is From => one.kind === 'from')[index]
  const description = name === undefined ? undefined : descriptionOf(name, from?.comments)
  return {
    index,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    line: location.line,
    base: plannedSource(base, platform, tools),
    platform: surveyed ? formatPlatform(platform) : (stage.platform ?? formatPlatform(platform)),
    built: surveyed !== undefined,
    dependsOn,
    steps: (surveyed?.steps ?? []).flatMap((step) => (surveyed && plannedStep(step, surveyed, tools)) ?? []),
  }
}

function plannedSource(source: Source, platform: Platform, { namedContexts, images }: StageTools): PlannedSource {
  if (source.kind !== 'image') return source
  const { reference } = source
  const { digest, problem } = images.of(reference, platform)
  if (namedContexts.has(reference))
    return { kind: 'named-context', name: reference, ...(problem !== undefined && { problem }) }
  return { kind: 'image', reference, ...(digest && { digest }), ...(problem !== undefined && { problem }) }
}

/** A step that makes a layer; undefined for any other. */
function plannedStep(step: SurveyedStep, stage: SurveyedStage, tools: StageTools): PlannedStep | undefined {
  const { instruction, trigger } = step
  const { kind, location, text } = instruction
  const common = { line: location.line, text, onbuild: trigger }
  const { escape } = tools.dockerfile.directives
  switch (kind) {
    case 'workdir':
      return { ...common, kind }
    case 'copy':
    case 'add': {
      const sources = copySources(instruction, step, treesOf(tools, escape))
      const files = sources.map(({ source, from, ...more }): PlannedFiles => {
        const place = typeof from === 'string' ? { kind: from } : plannedSource(from, stage.platform, tools)
        return { source: withoutCredentials(source), from: place, ...more }
      })
      return { ...common, kind, files }
    }
    case 'run': {
      const { process: why, ...needs } = runNeeds(instruction, step, escape)
      const process = tools.processes.get(formatPlatform(stage.platform))
      const execution = {
        needs: why === undefined ? ('builtin' as const) : ('process' as const),
        ...(why !== undefined && { why }),
        ...(process !== undefined && { process }),
      }
      return { ...common, kind, ...needs, execution }
    }
    default:
      return undefined
  }
}

function treesOf({ context, namedContexts }: StageTools, escape: '\\' | '`'): KnownTrees {
  const folder = (name: string): Directory | undefined => {
    const named = namedContexts.get(name)
    return named?.kind === 'folder' ? named.tree : undefined
  }
  return { context, folder, escape }
}
