import { join } from 'node:path'
import { lint, lintUpToFault } from '../../../src/dockerfile/lint/lint.js'
import { parseIgnore } from '../../../src/dockerfile/ignore.js'
import type { LintBase, LintRequest } from '../../../src/dockerfile/lint/request.js'
import { parseUpToFault } from '../../../src/dockerfile/parse.js'
import { planBuild, type PlanRequest } from '../../../src/dockerfile/plan.js'
import { parsePlatform } from '../../../src/core/platform.js'
import { OciPackError } from '../../../src/core/errors.js'
import type { Dockerfile } from '../../../src/dockerfile/instruction.js'
import { projectRoot } from '../../support/paths.js'
import { bases, scratch } from './bases.js'
import type { Answer, LintCase } from './case.js'

export const recordedPath = join(projectRoot, 'test/dockerfile/lint/recorded.json')

/** What our checks say, as Docker's answers are kept. */
export function answer(one: LintCase): Answer {
  const read = parseUpToFault(one.dockerfile, 'Dockerfile')
  const request = requestOf(one, read.dockerfile)
  const { findings, fault } = read.fault ? lintUpToFault(read, request.buildArgs) : lint(read.dockerfile, request)
  return {
    warnings: findings.map(({ rule, place }) => `${rule}:${place.line}`).sort(),
    error: fault !== undefined || findings.some(({ severity }) => severity === 'error'),
  }
}

function requestOf(
  { ignore, buildArgs = {}, target, platform = 'linux/amd64' }: LintCase,
  dockerfile: Dockerfile,
): LintRequest {
  const request: PlanRequest = {
    buildArgs: new Map(Object.entries(buildArgs)),
    target,
    platform: parsePlatform(platform),
    buildPlatform: parsePlatform('linux/amd64'),
  }
  return {
    ...request,
    bases: basesOf(dockerfile, request),
    ignore: ignore === undefined ? undefined : parseIgnore(ignore, '.dockerignore'),
    allStages: target === undefined,
  }
}

function basesOf(dockerfile: Dockerfile, request: PlanRequest): ReadonlyMap<number, LintBase> {
  const known = new Map<number, LintBase>()
  try {
    for (const { base, index } of planBuild(dockerfile, request).stages) {
      const found = base.kind === 'scratch' ? scratch : base.kind === 'image' ? bases[base.reference] : undefined
      if (found) known.set(index, found)
    }
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
  }
  return known
}
